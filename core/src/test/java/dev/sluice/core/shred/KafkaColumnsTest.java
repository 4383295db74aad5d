// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class KafkaColumnsTest {
  private static final TopicPartition P3 = new TopicPartition("orders", 3);

  @Test
  void standBehindTheFieldsOfTheValueWithIdsOfTheirOwn() {
    Types.StructType value =
        Types.StructType.of(
            Types.NestedField.optional(
                7, "tags", Types.ListType.ofRequired(9, Types.StringType.get())),
            Types.NestedField.required(8, "_kafka_offset", Types.StringType.get()));
    KafkaColumns columns =
        new KafkaColumns(
            "_kafka_",
            List.of(
                KafkaColumns.Part.HEADERS, KafkaColumns.Part.OFFSET, KafkaColumns.Part.TIMESTAMP));
    Types.StructType type = columns.after(value);
    assertThat(type.fields().stream().map(Types.NestedField::name))
        .containsExactly(
            "tags", "_kafka_offset", "_kafka_headers", "__kafka_offset", "_kafka_timestamp");
    assertThat(TypeUtil.indexById(type)).hasSize(9);
    assertThat(KafkaColumns.NONE.after(value)).isSameAs(value);
  }

  @Test
  void keepWhatHasNoValueNoKeyAndNoTimestamp() throws IOException {
    Gathered records =
        new Gathered(P3, new TablePartition("orders", ""), new MemoryBudget(1 << 20));
    records.add(
        new Envelope(
            P3,
            5,
            1_000,
            new byte[] {1},
            new byte[] {2, 3},
            List.of(new Header("größe", new byte[] {4}), new Header("none", null))));
    records.add(new Envelope(P3, 6, -1, null, null, List.of()));
    ColumnBatch batch =
        new ColumnBatch(KafkaColumns.RECORD.after(Types.StructType.of()), Shredder.ROWS);
    int[] rows = {0};
    Shredder.copy(
        records,
        batch,
        full -> {
          rows[0] = full.rows();
          assertThat(IntStream.range(0, 7).mapToObj(i -> full.column(i).isNull(0)))
              .doesNotContain(true);
          assertThat(((IntColumn) full.column(1)).get(1)).isEqualTo(3);
          assertThat(((LongColumn) full.column(2)).get(1)).isEqualTo(6);
          assertThat(((LongColumn) full.column(3)).get(0)).isEqualTo(1_000_000);
          assertThat(IntStream.range(3, 6).mapToObj(i -> full.column(i).isNull(1)))
              .containsOnly(true);
          ListColumn headers = (ListColumn) full.column(6);
          assertThat(headers.to(0)).isEqualTo(2);
          assertThat(headers.to(1)).isEqualTo(2);
          assertThat(((StructColumn) headers.elements()).child(1).isNull(1)).isTrue();
        });
    assertThat(rows[0]).isEqualTo(2);
  }
}
