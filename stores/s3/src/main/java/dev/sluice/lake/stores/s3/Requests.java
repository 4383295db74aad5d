// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.lake.stores.Denial;
import java.io.FileNotFoundException;
import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Requests whose errors are told as a store tells them. */
final class Requests {
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int PRECONDITION_FAILED = 412;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;

  private Requests() {}

  /** Something asked of S3. */
  interface Request<T> {
    T send();
  }

  /**
   * Sends a request.
   *
   * @param what the request in words, for the message
   * @throws FileNotFoundException if what it is about is not there
   * @throws IOException if it failed, or was not answered; it may have had its effect
   */
  static <T> T send(String what, Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (S3Exception e) {
      throw e.statusCode() == NOT_FOUND ? notFound(what, e) : failed(what, e);
    } catch (SdkException | IllegalStateException e) {
      // The latter once the store has been closed.
      throw failed(what, e);
    }
  }

  /** Whether the same request may be answered otherwise some time later. */
  static boolean mayPass(S3Exception e) {
    int status = e.statusCode();
    return status == TOO_MANY || (status >= SERVER_ERROR && status != NOT_IMPLEMENTED);
  }

  private static IOException notFound(String what, S3Exception e) {
    FileNotFoundException notFound =
        new FileNotFoundException(what + " found nothing: " + e.getMessage());
    notFound.initCause(e);
    return notFound;
  }

  static IOException failed(String what, RuntimeException e) {
    String hint = e instanceof S3Exception told ? Denial.hint(told.statusCode()) : "";
    return new IOException(what + " failed: " + e.getMessage() + hint, e);
  }
}
