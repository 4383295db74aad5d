// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Checksum;
import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.metrics.TaskMeters;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.route.TablePartition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PipelineTest {
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final TopicPartition P1 = new TopicPartition("orders", 1);

  private final MemoryDestination destination = new MemoryDestination();
  private final List<Rejection> dead = new ArrayList<>();
  private long now = 1_000_000;
  private MemoryBudget budget = new MemoryBudget(1 << 20);
  private Pipeline<MemoryDestination.Rows> pipeline;

  private Pipeline<MemoryDestination.Rows> start(Limits limits) {
    InstantSource clock = () -> Instant.ofEpochMilli(now);
    pipeline =
        new Pipeline<>(
            PipelineTest::route,
            destination,
            dead::addAll,
            limits,
            budget,
            clock,
            TaskMeters.published("test", 0),
            1);
    return pipeline;
  }

  private static TablePartition route(Envelope record) throws MalformedException {
    String value = new String(record.value(), StandardCharsets.UTF_8);
    if (value.startsWith("lost")) {
      throw new MalformedException("no partition in " + value);
    }
    return new TablePartition("orders", value.substring(0, 1));
  }

  private Map<TopicPartition, Long> open(TopicPartition... partitions) {
    pipeline.open(List.of(partitions));
    List<Map<TopicPartition, Long>> answer = new ArrayList<>();
    await(
        () -> {
          Optional<Map<TopicPartition, Long>> opened = pipeline.opened();
          opened.ifPresent(answer::add);
          return opened.isPresent();
        });
    return answer.get(0);
  }

  private void put(TopicPartition partition, long offset, String value) {
    pipeline.put(
        new Envelope(
            partition, offset, now, null, value.getBytes(StandardCharsets.UTF_8), List.of()));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void tickUntil(BooleanSupplier condition) {
    await(
        () -> {
          pipeline.tick();
          return condition.getAsBoolean();
        });
  }

  private static Limits closing(Closing closing) {
    return new Limits(1_000, 1 << 20, closing, false);
  }

  private static Limits limits(long records) {
    return new Limits(records, 1 << 20, Duration.ofSeconds(10), false);
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void makesNothingVisibleBeforeItsTime() {
    start(limits(100));
    open(P0);
    put(P0, 0, "a1");
    now += 9_999;
    pipeline.tick();
    assertThat(pipeline.positions()).isEmpty();
    now += 1;
    tickUntil(() -> pipeline.positions().containsKey(P0));
    assertThat(destination.visible).containsExactly("a1");
    assertThat(pipeline.positions()).containsEntry(P0, 1L);
  }

  @Test
  void commitsAtOnceWhenRotationLeavesNothingOpen() {
    start(limits(2));
    open(P0);
    put(P0, 0, "a1");
    put(P0, 1, "a2");
    tickUntil(() -> pipeline.positions().containsKey(P0));
    assertThat(destination.visible).containsExactly("a1", "a2");
  }

  @Test
  void rotatesOneTablePartitionWithoutClosingAnother() {
    start(limits(2));
    open(P0);
    put(P0, 0, "a1");
    put(P0, 1, "b1");
    put(P0, 2, "a2");
    tickUntil(() -> !destination.stagedRows.isEmpty());
    assertThat(destination.stagedRows).containsExactly(2);
    assertThat(pipeline.positions()).isEmpty();
    now += 10_000;
    tickUntil(() -> pipeline.positions().containsKey(P0));
    assertThat(destination.visible).containsExactlyInAnyOrder("a1", "a2", "b1");
    assertThat(destination.ranges).hasSize(1);
  }

  @Test
  void countsRejectionsIntoTheRangeAndDeliversThemFirst() {
    start(limits(4));
    open(P0);
    put(P0, 5, "a1");
    put(P0, 6, "lost");
    put(P0, 8, "bad");
    now += 10_000;
    tickUntil(() -> pipeline.positions().containsKey(P0));
    long checksum = 0;
    for (String value : List.of("a1", "lost", "bad")) {
      checksum += Checksum.of(value.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(destination.ranges).containsExactly(new Range(P0, 5, 9, 3, 2, checksum));
    assertThat(dead).extracting(rejection -> rejection.record().offset()).containsExactly(6L, 8L);
  }

  @Test
  void resumesAtTheStoredPosition() {
    destination.positions.put(P0, 42L);
    start(limits(1));
    assertThat(open(P0, P1)).containsOnly(Map.entry(P0, 42L));
  }

  @Test
  void refusesOffsetsThatGoBack() {
    destination.positions.put(P0, 42L);
    start(limits(1));
    open(P0);
    assertThatThrownBy(() -> put(P0, 3, "a"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("orders-0-3")
        .hasMessageContaining("created anew");
  }

  @Test
  void waitsOutAnOutage() {
    start(limits(1));
    open(P0);
    destination.down = true;
    put(P0, 0, "a1");
    pipeline.tick();
    pipeline.tick();
    destination.down = false;
    tickUntil(() -> pipeline.positions().containsKey(P0));
    assertThat(destination.visible).containsExactly("a1");
  }

  @Test
  void claimsAgainWhatStaysWhenACommitHadToBeDropped() {
    start(limits(1));
    open(P0, P1);
    put(P0, 0, "a1");
    tickUntil(() -> pipeline.positions().containsKey(P0));
    destination.down = true;
    put(P0, 1, "a2");
    put(P1, 0, "b1");
    pipeline.tick();
    pipeline.close(List.of(P1));
    assertThat(pipeline.opening()).containsExactly(P0);
    destination.down = false;
    List<Map<TopicPartition, Long>> answers = new ArrayList<>();
    await(
        () -> {
          pipeline.opened().ifPresent(answers::add);
          return !answers.isEmpty();
        });
    assertThat(answers).containsExactly(Map.of(P0, 1L));
    assertThat(destination.visible).containsExactly("a1");
  }

  @Test
  void writesTheLargestEarlyWhenMemoryIsUsedUp() {
    budget = new MemoryBudget(4_096);
    start(limits(1_000_000));
    open(P0);
    for (int i = 0; i < 40; i++) {
      put(P0, i, "a".repeat(100));
    }
    put(P0, 40, "b");
    assertThat(pipeline.saturated()).isTrue();
    tickUntil(() -> !pipeline.saturated());
    assertThat(destination.stagedRows).contains(40);
    assertThat(pipeline.positions()).isEmpty();
  }

  @Test
  void closesAllFilesOfATopicPartitionAfterSomeRecords() {
    start(
        closing(
            new Closing(
                Duration.ofHours(1),
                3,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false)));
    open(P0, P1);
    put(P1, 0, "c1");
    for (int i = 0; i < 8; i++) {
      put(P0, i, i % 2 == 0 ? "a" + i : "b" + i);
    }
    tickUntil(() -> pipeline.positions().containsKey(P0));
    assertThat(pipeline.positions()).containsOnly(Map.entry(P0, 6L));
    assertThat(destination.visible).containsExactlyInAnyOrder("a0", "b1", "a2", "b3", "a4", "b5");
    assertThat(destination.stagedRows).containsExactlyInAnyOrder(2, 1, 1, 2);
    assertThat(destination.ranges).extracting(Range::to).containsExactly(6L);
  }

  @Test
  void closesBeforeARecordOfALaterTimeAndNotForALateOne() {
    Optional<Duration> minute = Optional.of(Duration.ofMinutes(1));
    start(
        closing(
            new Closing(
                Duration.ofHours(1),
                Long.MAX_VALUE,
                minute,
                Optional.empty(),
                Optional.empty(),
                false)));
    open(P0);
    put(P0, 0, "a1");
    now -= 3_600_000;
    put(P0, 1, "b-late");
    now += 3_600_000 + 59_999;
    put(P0, 2, "a2");
    pipeline.tick();
    assertThat(destination.stagedRows).isEmpty();
    now += 1;
    put(P0, 3, "a3");
    tickUntil(() -> pipeline.positions().containsKey(P0));
    assertThat(destination.visible).containsExactlyInAnyOrder("a1", "b-late", "a2");
    assertThat(pipeline.positions()).containsEntry(P0, 3L);
  }

  /** The record that ends a stretch is the first of the next one, whose span counts from it. */
  @Test
  void countsTheSpanOfTheNextFilesFromTheRecordThatClosedTheLast() {
    start(
        closing(
            new Closing(
                Duration.ofHours(1),
                Long.MAX_VALUE,
                Optional.of(Duration.ofMinutes(1)),
                Optional.empty(),
                Optional.empty(),
                false)));
    open(P0);
    put(P0, 0, "a1");
    now += 60_000;
    put(P0, 1, "a2");
    now += 59_000;
    put(P0, 2, "a3");
    now += 1_000;
    put(P0, 3, "a4");
    tickUntil(() -> pipeline.positions().getOrDefault(P0, 0L) == 3);
    assertThat(destination.stagedRows).containsExactly(1, 2);
  }

  /** However files are rotated, what waits of an idle topic becomes visible by the clock alone. */
  @ParameterizedTest
  @MethodSource("everyClosing")
  void anIdleTopicIsFlushedUnderEveryRotation(Closing closing) {
    start(closing(closing));
    open(P0);
    put(P0, 0, "a1");
    put(P0, 1, "b1");
    // The record that made them close may be the last for hours: whatever else closes is time's.
    now += Duration.ofHours(1).toMillis();
    tickUntil(() -> pipeline.positions().getOrDefault(P0, 0L) == 2);
    assertThat(destination.visible).containsExactlyInAnyOrder("a1", "b1");
  }

  /** A late record goes to its own table partition, and what waits for another stays open. */
  @ParameterizedTest
  @MethodSource("everyClosing")
  void aLateRecordClosesNothingUnlessToldTo(Closing closing) {
    start(closing(closing));
    open(P0);
    put(P0, 0, "b1");
    now -= Duration.ofMinutes(30).toMillis();
    pipeline.put(
        new Envelope(P0, 1, now, null, "a-late".getBytes(StandardCharsets.UTF_8), List.of()));
    now += Duration.ofMinutes(30).toMillis();
    pipeline.tick();
    if (!closing.onChange()) {
      assertThat(destination.stagedRows).isEmpty();
    }
    put(P0, 2, "b2");
    now += Duration.ofHours(1).toMillis();
    tickUntil(() -> pipeline.positions().getOrDefault(P0, 0L) == 3);
    assertThat(destination.stagedRows)
        .as("rows of the files")
        .containsExactlyInAnyOrder(
            closing.onChange() ? new Integer[] {1, 1, 1} : new Integer[] {1, 2});
  }

  static Stream<Closing> everyClosing() {
    Duration hour = Duration.ofHours(1);
    Closing age = Closing.after(hour);
    return Stream.of(
        age,
        new Closing(hour, 1_000, Optional.empty(), Optional.empty(), Optional.empty(), false),
        new Closing(
            hour,
            Long.MAX_VALUE,
            Optional.of(Duration.ofHours(6)),
            Optional.empty(),
            Optional.empty(),
            false),
        new Closing(
            Duration.ofDays(1),
            Long.MAX_VALUE,
            Optional.empty(),
            Optional.of(Duration.ofMinutes(50)),
            Optional.empty(),
            false),
        new Closing(
            Duration.ofDays(1),
            Long.MAX_VALUE,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Schedule(Duration.ofMinutes(60), ZoneOffset.UTC)),
            false),
        new Closing(
            hour, Long.MAX_VALUE, Optional.empty(), Optional.empty(), Optional.empty(), true));
  }

  @Test
  void commitsWhatWaitsWhenATopicPartitionIsIdle() {
    start(
        closing(
            new Closing(
                Duration.ofHours(1),
                Long.MAX_VALUE,
                Optional.empty(),
                Optional.of(Duration.ofSeconds(5)),
                Optional.empty(),
                false)));
    open(P0, P1);
    put(P0, 0, "a1");
    now += 4_999;
    put(P1, 0, "b1");
    pipeline.tick();
    assertThat(destination.stagedRows).isEmpty();
    now += 1;
    tickUntil(() -> pipeline.positions().containsKey(P0));
    assertThat(destination.visible).containsExactly("a1");
  }

  @Test
  void commitsAtPointsOfTheWallClock() {
    now = Instant.parse("2026-11-23T10:14:59Z").toEpochMilli();
    Schedule quarters = new Schedule(Duration.ofMinutes(15), ZoneOffset.UTC);
    start(
        closing(
            new Closing(
                Duration.ofHours(1),
                Long.MAX_VALUE,
                Optional.empty(),
                Optional.empty(),
                Optional.of(quarters),
                false)));
    open(P0);
    put(P0, 0, "a1");
    now += 999;
    pipeline.tick();
    assertThat(destination.stagedRows).isEmpty();
    now += 1;
    tickUntil(() -> pipeline.positions().containsKey(P0));
    assertThat(destination.visible).containsExactly("a1");
  }

  @Test
  void closesWhereTheTablePartitionChangesIfToldTo() {
    start(
        closing(
            new Closing(
                Duration.ofHours(1),
                Long.MAX_VALUE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true)));
    open(P0);
    put(P0, 0, "a1");
    put(P0, 1, "a2");
    put(P0, 2, "b1");
    put(P0, 3, "a3");
    put(P0, 4, "a4");
    tickUntil(() -> pipeline.positions().containsKey(P0));
    assertThat(pipeline.positions()).containsEntry(P0, 3L);
    assertThat(destination.stagedRows).containsExactly(2, 1);
  }
}
