// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

/**
 * How a topic's records are read.
 *
 * @param values how values are encoded
 * @param keys how keys are encoded, read as if they were values; asked only where keys matter
 * @param tombstones what becomes of records without a value, unless they delete rows
 */
public record RecordFormats(WireFormat values, WireFormat keys, Tombstones tombstones) {
  /** Records whose keys do not matter, and that have values. */
  public static RecordFormats of(WireFormat values) {
    return new RecordFormats(values, values, Tombstones.REJECT);
  }
}
