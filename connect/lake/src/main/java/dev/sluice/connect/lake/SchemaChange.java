// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import org.apache.kafka.connect.data.Schema;

/** Which change of a value's Connect schema closes files. */
enum SchemaChange {
  NEVER,
  ANY,
  NEWER,
  OLDER;

  /**
   * Whether a record may not follow others into their file.
   *
   * @param file schema of the first record of the file; null if it has none
   * @param record schema of the record that comes; null if it has none
   */
  boolean divides(Schema file, Schema record) {
    if (file == null || record == null) {
      boolean alike = file == null && record == null;
      return this != NEVER && !alike;
    }
    return switch (this) {
      case NEVER -> false;
      case ANY -> !file.equals(record);
      case NEWER -> isNewer(record, file);
      case OLDER -> isNewer(file, record);
    };
  }

  /** Without versions nobody knows, and different ones are kept apart. */
  private static boolean isNewer(Schema one, Schema other) {
    return (one.version() == null || other.version() == null)
        ? !one.equals(other)
        : one.version() > other.version();
  }
}
