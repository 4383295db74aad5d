// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

/** How a benchmark's rows are written to its topic. */
interface Encoding {
  /** The value of one record. */
  byte[] value(OrderRow row);

  /** As a client of the registry writes them, with the schema of that id. */
  static Encoding avro(int schema) {
    return row -> row.framed(schema, false);
  }

  /** The same by a client whose schema has one more field. */
  static Encoding newerAvro(int schema) {
    return row -> row.framed(schema, true);
  }

  /** By both clients in turn. */
  static Encoding alternating(int older, int newer) {
    return row -> row.id() % 2 == 0 ? row.framed(older, false) : row.framed(newer, true);
  }

  static Encoding json() {
    return OrderRow::json;
  }

  /** With an address and order lines. */
  static Encoding nested(int schema) {
    return row -> NestedRow.of(row).framed(schema);
  }
}
