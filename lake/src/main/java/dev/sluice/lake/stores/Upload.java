// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import java.io.IOException;
import java.io.OutputStream;

/** A file on its way to a store, seen by no reader until it is published. Not thread-safe. */
public abstract class Upload extends OutputStream {
  /**
   * A short text with which every process finds it again in the store; known once the stream has
   * been closed without an error.
   */
  public abstract String token();

  /**
   * Drops everything written so far, before or after the stream has been closed. Again, or after a
   * failed write, is no error.
   */
  public abstract void abort() throws IOException;
}
