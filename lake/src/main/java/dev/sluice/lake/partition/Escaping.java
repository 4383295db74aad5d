// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

/**
 * What values are escaped like in the names of directories, {@code %2F} for a slash: in no way can
 * a value leave its directory.
 */
public enum Escaping {
  /** As Hive does: no value looks like another either, nor like several. */
  HIVE("\"#%'*/:=?\\{}[]^\u007f"),
  /** As Hive does, but that neither the empty text nor any other shares the directory of null. */
  EXACT("\"#%'*/:=?\\{}[]^\u007f"),
  /** Only what could lead elsewhere: slashes, control characters, and names of dots alone. */
  LEAST("/\u007f");

  private final String special;

  Escaping(String special) {
    this.special = special;
  }

  String escape(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 8);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean onlyDots = (value.equals(".") || value.equals("..")) && c == '.';
      boolean likeNull = this == EXACT && i == 0 && value.equals(PartitionSpec.HIVE_NULL);
      if (c < ' ' || special.indexOf(c) >= 0 || onlyDots || likeNull) {
        escaped.append(String.format("%%%02X", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** Whether the empty text shares the directory of null: Hive has none for it. */
  boolean takesEmptyForNull() {
    return this == HIVE;
  }
}
