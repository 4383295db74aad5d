// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import java.util.ArrayList;
import java.util.List;

/**
 * The form of emitted records: Avro with a registry's frame.
 *
 * @param keyId schema id of keys
 * @param valueId schema id of values
 */
public record Emission(int keyId, int valueId) {
  private static ByteOutput frame(int id, ByteOutput out) {
    out.writeByte(0);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.writeByte(id >> shift);
    }
    return out;
  }

  /** Begins a value. */
  ByteOutput startValue(ByteOutput out) {
    return frame(valueId, out);
  }

  /** A key, of Avro without a frame. */
  byte[] key(byte[] avro, ByteOutput out) {
    frame(keyId, out.reset());
    out.write(avro, 0, avro.length);
    return out.toBytes();
  }

  /** Where the fields of a key are in the columns of a view. */
  static int[] keyFields(StreamPlan plan) {
    List<OutputColumn> keys = plan.keyColumns();
    List<OutputColumn> columns = plan.columns();
    List<Integer> fields = new ArrayList<>();
    columns.forEach(column -> fields.add(keys.indexOf(column)));
    return fields.stream().mapToInt(i -> i).toArray();
  }
}
