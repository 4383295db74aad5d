// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.lake.stores.Location;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a bucket.
 *
 * @param prefix what keys begin with: empty, or ends in a slash
 */
record Bucket(String name, String prefix) {
  private static final Pattern URL = Pattern.compile("s3://([^/]+)/*(.*?)/*");

  /**
   * Reads {@code s3://bucket/some/folder}.
   *
   * @throws RefusedException if it is something else
   */
  static Bucket of(String location) {
    Matcher matcher = URL.matcher(location);
    if (!matcher.matches()) {
      throw new RefusedException(
          "the location " + location + " names no bucket; write for example s3://bucket/orders");
    }
    String folder = matcher.group(2);
    return new Bucket(matcher.group(1), folder.isEmpty() ? "" : folder + "/");
  }

  String key(Location location) {
    return prefix + location.path();
  }

  /** What keys below a place begin with. */
  String folder(Location location) {
    return location.path().isEmpty() ? prefix : key(location) + "/";
  }

  /** The place of a key; empty if it is none of ours. */
  Optional<Location> location(String key) {
    try {
      return key.startsWith(prefix)
          ? Optional.of(new Location(key.substring(prefix.length())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      // A name such as a//b, which no Location gives.
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return ("s3://" + name + "/" + prefix).replaceAll("/$", "");
  }
}
