// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

/** Hive's escaping of directory names: no value can leave its directory or look like another. */
final class Escaping {
  private static final String SPECIAL = "\"#%'*/:=?\\{}[]^\u007f";

  private Escaping() {}

  static String escape(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 8);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean onlyDots = (value.equals(".") || value.equals("..")) && c == '.';
      if (c < ' ' || SPECIAL.indexOf(c) >= 0 || onlyDots) {
        escaped.append(String.format("%%%02X", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
