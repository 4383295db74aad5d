// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.KafkaColumns.Part;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowNeedsTest {
  private static final TopicPartition ZERO = new TopicPartition("orders", 0);

  private static RowNeeds needs(String... settings) {
    Map<String, String> texts = new HashMap<>(Map.of("table", "orders"));
    for (int i = 0; i < settings.length; i += 2) {
      texts.put(settings[i], settings[i + 1]);
    }
    return new RowNeeds("raw_orders", new Settings(texts));
  }

  private static Receipt commit(long rejected, long ignored) {
    long rows = 10 - rejected - ignored;
    return new Receipt(
        new Range(ZERO, 100, 110, 10, rejected, ignored, 7), rows, 0, Instant.EPOCH, List.of());
  }

  @Test
  void changeEventsAreNoRowsWhereRowsAreReplaced() {
    assertThatCode(needs("envelope", "debezium", "mode", "insert")::requireRows)
        .doesNotThrowAnyException();
    assertThatCode(needs("mode", "upsert")::requireRows).doesNotThrowAnyException();
    assertThatThrownBy(needs("envelope", "debezium", "mode", "upsert")::requireRows)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("raw_orders holds the rows of change events")
        .hasMessageContaining("format: raw");
  }

  @Test
  void recordsThatAreNoRowsMayHaveDeletedSome() {
    RowNeeds deleting = needs("mode", "upsert", "deletes", "apply");
    assertThatCode(() -> deleting.requireNoDeletes(commit(0, 0))).doesNotThrowAnyException();
    assertThatCode(() -> needs("mode", "upsert").requireNoDeletes(commit(1, 1)))
        .doesNotThrowAnyException();
    assertThatCode(() -> needs("mode", "insert").requireNoDeletes(commit(1, 1)))
        .doesNotThrowAnyException();
    for (Receipt commit : List.of(commit(2, 0), commit(0, 2), commit(1, 1))) {
      assertThatThrownBy(() -> deleting.requireNoDeletes(commit))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("2 records of offsets 100 to 109 of orders-0");
    }
  }

  @Test
  void filesTellWhatTheTableNeedsOfTheirRecords() {
    Range range = commit(0, 0).range();
    assertThatCode(() -> needs("mode", "insert").requireColumns(part -> false, range))
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                needs("mode", "insert", "columns.kafka", "topic, partition")
                    .requireColumns(part -> false, range))
        .doesNotThrowAnyException();
    assertThatCode(() -> needs("mode", "upsert").requireColumns(part -> part == Part.OFFSET, range))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> needs("mode", "upsert").requireColumns(part -> false, range))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("do not tell the offset of their rows, which table orders needs")
        .hasMessageContaining("columns.kafka: [offset, timestamp]");
    assertThatThrownBy(
            () ->
                needs("mode", "insert", "columns.kafka", "offset, timestamp")
                    .requireColumns(part -> part == Part.OFFSET, range))
        .hasMessageContaining("the timestamp of their rows");
    assertThatThrownBy(
            () ->
                needs("mode", "insert", "columns.kafka", "headers")
                    .requireColumns(part -> true, range))
        .hasMessageContaining("the headers of their rows")
        .hasMessageEndingWith("format: raw");
  }

  @Test
  void oneTransactionTakesAQuarterOfTheMemory() {
    Range range = commit(0, 0).range();
    assertThatCode(() -> needs().requireMemory(1 << 20, 4 << 20, range)).doesNotThrowAnyException();
    assertThatThrownBy(() -> needs().requireMemory(3 << 20, 4 << 20, range))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("with 3 MiB of rows")
        .hasMessageContaining("1 MiB: give the process more");
  }
}
