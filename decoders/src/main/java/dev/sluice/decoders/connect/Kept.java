// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

/** How a value is kept, told by its first byte. JSON begins with none of the others. */
enum Kept {
  /** Avro's binary form, after the number of its schema. */
  WITH_SCHEMA(0),
  /** A sentence that says why the value could not be kept, and its text. */
  REFUSED(1),
  /** JSON: the value came without a schema. */
  AS_JSON(-1);

  private final int mark;

  Kept(int mark) {
    this.mark = mark;
  }

  byte mark() {
    return (byte) mark;
  }

  /**
   * @param length -1 for no value
   */
  static Kept of(byte[] bytes, int from, int length) {
    if (length > 0) {
      for (Kept kept : values()) {
        if (bytes[from] == kept.mark) {
          return kept;
        }
      }
    }
    return AS_JSON;
  }
}
