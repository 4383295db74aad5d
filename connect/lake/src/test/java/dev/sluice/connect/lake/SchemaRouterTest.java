// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.connect.ConnectFormat;
import dev.sluice.decoders.contract.ContractFormat;
import dev.sluice.decoders.plain.PlainFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRouterTest {
  private static final TopicPartition SOURCE = new TopicPartition("orders", 0);
  private static final TablePartition TARGET = new TablePartition("orders", "");

  private final ConnectFormat format = new ConnectFormat();

  /**
   * A record.
   *
   * @param version 0 for a value without a schema, -1 for a schema without a version
   */
  private Envelope record(int version) {
    byte[] value = version == 0 ? format.keep(null, Map.of("n", 1)) : versioned(version);
    return new Envelope(SOURCE, 1, 0, null, value, List.of());
  }

  private byte[] versioned(int version) {
    SchemaBuilder builder = SchemaBuilder.struct().field("n", Schema.INT32_SCHEMA);
    Schema schema = version < 0 ? builder.build() : builder.version(version).build();
    return format.keep(schema, new Struct(schema).put("n", 1));
  }

  private boolean divides(SchemaChange change, int file, int version) {
    Gathered gathered = new Gathered(SOURCE, TARGET, new MemoryBudget(1 << 20));
    gathered.add(record(file));
    SchemaRouter router = new SchemaRouter(record -> TARGET, format, change);
    return router.divides(record(version), TARGET, Map.of(TARGET, gathered));
  }

  @ParameterizedTest
  @CsvSource({
    "NEVER, 1, 2, false",
    "NEVER, 0, 1, false",
    "ANY, 1, 1, false",
    "ANY, 1, 2, true",
    "ANY, 2, 1, true",
    "ANY, 0, 0, false",
    "ANY, 0, 1, true",
    "NEWER, 1, 2, true",
    "NEWER, 2, 1, false",
    "NEWER, 2, 2, false",
    "OLDER, 1, 2, false",
    "OLDER, 2, 1, true",
    "NEWER, -1, 1, true",
    "OLDER, -1, -1, false"
  })
  void dividesBySchema(SchemaChange change, int file, int record, boolean expected) {
    assertThat(divides(change, file, record)).isEqualTo(expected);
  }

  /** A contract looks at rows; keys and schemas are still those of the converter. */
  @Test
  void isSeenThroughAContract() {
    WireFormat kept = new ContractFormat(format, null, null);
    assertThat(LakeSinkTask.connect(kept)).contains(format);
    assertThat(kept.schemaName(versioned(1))).isEmpty();
    assertThat(LakeSinkTask.connect(PlainFormat.bytes())).isEmpty();
  }

  @Test
  void anEmptyFileTakesEverySchema() {
    SchemaRouter router = new SchemaRouter(record -> TARGET, format, SchemaChange.ANY);
    assertThat(router.divides(record(1), TARGET, Map.of())).isFalse();
  }
}
