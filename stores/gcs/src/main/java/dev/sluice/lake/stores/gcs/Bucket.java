// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.lake.stores.Location;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a bucket.
 *
 * @param prefix what objects' names begin with: empty, or ends in a slash
 */
record Bucket(String name, String prefix) {
  private static final Pattern URL = Pattern.compile("gs://([^/]+)/*(.*?)/*");

  /**
   * Reads {@code gs://bucket/some/folder}.
   *
   * @throws RefusedException if it is something else
   */
  static Bucket of(String location) {
    Matcher matcher = URL.matcher(location);
    if (!matcher.matches()) {
      throw new RefusedException(
          "the location "
              + location
              + " does not name a bucket; write for example gs://my-bucket/orders");
    }
    String folder = matcher.group(2);
    return new Bucket(matcher.group(1), folder.isEmpty() ? "" : folder + "/");
  }

  String object(Location location) {
    return prefix + location.path();
  }

  /** What names of objects below a place begin with. */
  String folder(Location location) {
    return location.path().isEmpty() ? prefix : object(location) + "/";
  }

  /** The place of an object; empty if it is none of ours. */
  Optional<Location> location(String object) {
    try {
      return object.startsWith(prefix) && !object.endsWith("/")
          ? Optional.of(new Location(object.substring(prefix.length())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      // A name such as a//b, which no Location gives.
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return ("gs://" + name + "/" + prefix).replaceAll("/$", "");
  }
}
