// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.avro;

/** Names of fields as Avro allows them: letters of ASCII, digits and underscores. */
final class AvroNames {
  private AvroNames() {}

  /**
   * The name itself, or what Iceberg makes of it: {@code _x} and the hexadecimal code for a
   * character that is not allowed, an underscore before a leading digit.
   */
  static String of(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (digit && i == 0) {
        out.append('_').append(c);
      } else if (digit || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        out.append(c);
      } else {
        out.append("_x").append(Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT));
      }
    }
    return out.toString();
  }
}
