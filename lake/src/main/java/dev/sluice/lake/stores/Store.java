// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The few things the commit protocol needs from a place that keeps files. Kept small on purpose:
 * what one store cannot do atomically, no protocol may rely on. Thread-safe.
 *
 * <p>An IOException means that the outcome is unknown: the call may or may not have had its effect.
 */
public interface Store {
  /**
   * Opens a file that readers of the table do not see. What is written is durable once the stream
   * has been closed without an error.
   */
  OutputStream stage(Location staged) throws IOException;

  /**
   * Makes a staged file visible as {@code target}. Doing it again is no error: if the staged file
   * is gone and the target is there, it has been done.
   *
   * @return false if neither of the two exists
   */
  boolean publish(Location staged, Location target) throws IOException;

  /**
   * Creates a small object with its whole content, unless there is one.
   *
   * @return whether this call has created it
   */
  boolean putIfAbsent(Location location, byte[] content) throws IOException;

  byte[] read(Location location) throws IOException;

  /** Names directly below a place, in order; empty if there is nothing. */
  List<String> list(Location directory) throws IOException;

  /** Removes a file; one that is not there is no error. */
  void delete(Location location) throws IOException;

  /** Where it is, for people: a path or URL. */
  String describe();
}
