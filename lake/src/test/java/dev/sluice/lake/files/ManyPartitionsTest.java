// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.metrics.TaskMeters;
import dev.sluice.core.pipeline.Limits;
import dev.sluice.core.pipeline.Pipeline;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Records that trickle to many table partitions at once, through one lake task. */
class ManyPartitionsTest {
  private static final TopicPartition SOURCE = new TopicPartition("orders", 0);
  private static final int OPEN = 2_000;
  private static final int RECORDS = 24 * OPEN;
  private static final long BUDGET = 16 << 20;
  private static final String FILLER = "x".repeat(1_000);

  private final MemoryBudget budget = new MemoryBudget(BUDGET);
  private final MemoryStore store = new MemoryStore(new Judge(new Tally()));
  private final AtomicLong now = new AtomicLong(1_000_000);

  private Pipeline<StagedFile> pipeline() {
    return new Pipeline<>(
        record -> new TablePartition("orders", "customer=" + record.offset() % OPEN),
        Protocol.shipped(store, "only"),
        rejections -> {},
        new Limits(1_000_000, 64 << 20, Duration.ofMinutes(1), false),
        budget,
        () -> Instant.ofEpochMilli(now.get()),
        TaskMeters.published("many-partitions", 0),
        1);
  }

  private static void await(Pipeline<StagedFile> pipeline, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
      pipeline.tick();
      LockSupport.parkNanos(100_000);
    }
  }

  private static Envelope record(long offset) {
    byte[] value = (offset + FILLER).getBytes(StandardCharsets.UTF_8);
    return new Envelope(SOURCE, offset, 0, null, value, List.of());
  }

  /** The highest use of the budget, while everything is put as a task does it. */
  private long putAll(Pipeline<StagedFile> pipeline) {
    long peak = 0;
    for (long offset = 0; offset < RECORDS; offset++) {
      if (pipeline.saturated()) {
        await(pipeline, () -> !pipeline.saturated());
      }
      pipeline.put(record(offset));
      peak = Math.max(peak, budget.used());
    }
    return peak;
  }

  @Test
  void twoThousandOpenPartitionsStayInABudgetOfSixteenMebibytes() {
    try (Pipeline<StagedFile> pipeline = pipeline()) {
      pipeline.open(List.of(SOURCE));
      await(pipeline, () -> pipeline.opened().isPresent());
      assertThat(putAll(pipeline)).isBetween(BUDGET, BUDGET + MemoryBudget.LARGEST);
      now.addAndGet(Duration.ofMinutes(2).toMillis());
      await(pipeline, () -> pipeline.positions().equals(Map.of(SOURCE, (long) RECORDS)));
    }
    assertThat(budget.used()).isZero();
    assertThat(everyOffset()).isEqualTo(offsets());
    assertThat(files()).as("early rotation does not shred files").isLessThan(5L * OPEN);
  }

  private List<Long> everyOffset() {
    return store.objects().entrySet().stream()
        .filter(object -> object.getKey().startsWith("customer="))
        .flatMap(object -> new String(object.getValue(), StandardCharsets.UTF_8).lines())
        .map(line -> Long.valueOf(line.substring(0, line.indexOf('x'))))
        .sorted()
        .toList();
  }

  private static List<Long> offsets() {
    return LongStream.range(0, RECORDS).boxed().toList();
  }

  private long files() {
    return store.objects().keySet().stream().filter(path -> path.startsWith("customer=")).count();
  }
}
