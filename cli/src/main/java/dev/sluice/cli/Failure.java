// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.worker.ConnectRefusal;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What a failed command says: a sentence, never a stack trace. */
final class Failure {
  private Failure() {}

  static String sentence(Exception failure) {
    if (failure instanceof FileSystemException file) {
      return sentence(file);
    }
    if (failure instanceof ConnectException) {
      return "the running process does not answer (any more); see its own output, and start it again";
    }
    boolean spoken =
        failure instanceof StartupException
            || failure instanceof RefusedException
            || failure instanceof ConnectRefusal
            || failure instanceof UnavailableException
            || failure instanceof IOException;
    return spoken && failure.getMessage() != null
        ? failure.getMessage()
        : failure + " (--debug shows the stack trace)";
  }

  /** The JDK's own message is often no more than the path. */
  private static String sentence(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no file " + failure.getFile();
    }
    if (failure instanceof AccessDeniedException) {
      return "this user may not read or write " + failure.getFile();
    }
    if (failure instanceof FileAlreadyExistsException) {
      return failure.getFile() + " is there already, and is not what was expected there";
    }
    return failure.getMessage();
  }
}
