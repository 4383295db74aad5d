// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Predicate;

/**
 * The few things the commit protocol needs from a place that keeps files. Kept small on purpose:
 * what one store cannot do atomically, no protocol may rely on. Thread-safe.
 *
 * <p>An IOException means that the outcome is unknown: the call may or may not have had its effect.
 */
public interface Store extends AutoCloseable {
  /**
   * Starts a file that readers of the table do not see. It is durable once the stream has been
   * closed without an error.
   *
   * @param staged a name of its own, for stores that keep unpublished files under a name
   * @param target where it will be published, for stores that upload in place and show the file
   *     only when the upload is completed
   */
  Upload stage(Location staged, Location target) throws IOException;

  /**
   * Makes a staged file visible. Doing it again, from any process, is no error: if nothing is
   * staged and the target is there, it has been done.
   *
   * @param token what {@link Upload#token} gave
   * @return false if the file is neither staged nor published
   */
  boolean publish(Location target, String token) throws IOException;

  /**
   * Writes labels on a published file, where the store has a place for them and was told to; doing
   * it again is no error. Called after each {@link #publish}.
   */
  default void label(Location target, Labels labels) throws IOException {}

  /** Removes a staged file; one that is not there is no error. */
  void drop(Location target, String token) throws IOException;

  /**
   * What has been staged and neither published nor dropped, finished or not.
   *
   * @param staged folder of the names given when they were staged
   * @param targets whether a target belongs to what is asked for, in stores that upload in place
   */
  List<Leftover> leftovers(Location staged, Predicate<Location> targets) throws IOException;

  /**
   * Creates a small object with its whole content, unless there is one.
   *
   * @return whether this call has created it
   */
  boolean putIfAbsent(Location location, byte[] content) throws IOException;

  byte[] read(Location location) throws IOException;

  /** Opens a file that may be large; the caller closes it. */
  InputStream open(Location location) throws IOException;

  /** Names directly below a place, in order; empty if there is nothing. */
  List<String> list(Location directory) throws IOException;

  /** Every file below a place, at any depth, in no order. */
  List<StoredFile> files(Location directory) throws IOException;

  /** Removes a file; one that is not there is no error. */
  void delete(Location location) throws IOException;

  /** Where it is, for people: a path or URL. */
  String describe();

  /** Lets go of connections and threads; uploads not finished fail. */
  @Override
  void close();
}
