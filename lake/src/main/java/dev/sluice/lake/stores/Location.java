// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

/**
 * A place in a store, relative to the table's location: {@code
 * day=2026-11-23/orders+0+0000000042.parquet}. Always with forward slashes, never absolute, and
 * never above its root.
 */
public record Location(String path) {
  public Location {
    for (String segment : path.split("/", -1)) {
      if ((segment.isEmpty() && !path.isEmpty()) || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("must be made of names but was '" + path + "'");
      }
    }
  }

  /** The table's location itself. */
  public static Location root() {
    return new Location("");
  }

  /** A place below this one. */
  public Location child(String name) {
    return path.isEmpty() ? new Location(name) : new Location(path + "/" + name);
  }

  /** The last segment. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return path;
  }
}
