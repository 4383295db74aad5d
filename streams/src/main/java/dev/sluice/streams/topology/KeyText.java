// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** Groups as JSON. */
final class KeyText {
  private KeyText() {}

  /**
   * The group of a partial value.
   *
   * @param key Avro, a session's beginning left out
   */
  static String of(StreamPlan plan, byte[] key) {
    List<OutputColumn> columns = plan.keyColumns();
    int known = columns.size() - (plan.sessionColumn().isPresent() ? 1 : 0);
    Schema schema = OutputColumn.record("group", "", columns.subList(0, known));
    try {
      GenericRecord group =
          new GenericDatumReader<GenericRecord>(schema)
              .read(null, DecoderFactory.get().binaryDecoder(key, null));
      return group.toString();
    } catch (IOException e) {
      throw new IllegalStateException("a group that was written here", e);
    }
  }
}
