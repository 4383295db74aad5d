// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.commit.Receipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One schedule of the file commit protocol, all of it decided by a seed: some processes work on the
 * same partitions over one store, crash, get no answer, are held back and come back as zombies.
 * Then a fresh owner takes over, and readers must find every record once.
 */
final class Simulation {
  static final String PIPELINE = "test";
  static final Naming NAMING = Naming.in(Pattern.compile(".*"));
  private static final int LIVES = 3;

  private final Random random;
  private final Protocol protocol;
  private final Tally tally;
  private final Judge judge;
  private final MemoryStore memory;
  private final Weather weather;
  private final Turns turns;
  private final int tasks;

  Simulation(long seed, Protocol protocol, Tally tally) {
    this.random = new Random(seed);
    this.protocol = protocol;
    this.tally = tally;
    this.tasks = 2 + random.nextInt(2);
    this.judge = new Judge(tally);
    this.memory = new MemoryStore(judge);
    this.weather = new Weather(random, tally);
    this.turns = new Turns(random, tasks);
  }

  /**
   * @throws AssertionError if the protocol let something happen that no reader may see
   */
  void run(Executor threads) throws IOException {
    tally.count(Tally.Event.SCHEDULE);
    for (int i = 0; i < tasks; i++) {
      int task = i;
      threads.execute(() -> live(task));
    }
    turns.run();
    objections();
    weather.settle();
    new SimulatedTask(random, tally, protocol.over(calm(), "fresh")).finish();
    objections();
    checkWhatIsLeft();
  }

  private UnreliableStore calm() {
    return new UnreliableStore(memory, turns, Weather.calm(tally), UnreliableStore.ALONE);
  }

  /** Several processes in a row; each but the last ends in a crash, or because its time is over. */
  private void live(int task) {
    turns.enter(task);
    try {
      for (int life = 0; life < LIVES; life++) {
        process(task, life);
      }
    } catch (AssertionError | RuntimeException e) {
      judge.object(e);
    } finally {
      turns.leave(task);
    }
  }

  private void process(int task, int life) {
    UnreliableStore store = new UnreliableStore(memory, turns, weather, task);
    SimulatedTask running =
        new SimulatedTask(random, tally, protocol.over(store, "task" + task + "-" + life));
    try {
      int steps = 1 + random.nextInt(8);
      for (int i = 0; i < steps && !judge.hasObjection(); i++) {
        running.act();
      }
    } catch (Crash e) {
      // Whatever it knew is lost; the next process starts with what the store holds.
    }
  }

  private void objections() {
    judge
        .objection()
        .ifPresent(
            e -> {
              throw e;
            });
  }

  private void checkWhatIsLeft() {
    assertThat(memory.objects().keySet().stream().filter(path -> !path.startsWith("_")))
        .as("readers find what manifests list")
        .containsExactlyInAnyOrderElementsOf(judge.listed());
    assertThat(memory.objects().entrySet().stream().flatMap(Simulation::rows).sorted().toList())
        .as("readers find every record once")
        .isEqualTo(Feed.wholeLog());
    assertThat(memory.objects().keySet())
        .as("nothing stays staged")
        .noneMatch(path -> path.contains("/staged/"));
    List<Receipt> receipts = new LakeLedger("orders", memory, PIPELINE).receipts();
    assertThat(receipts.stream().mapToLong(receipt -> receipt.range().records()).sum())
        .as("receipts add up")
        .isEqualTo(Feed.END * Feed.PARTITIONS.size());
  }

  private static Stream<String> rows(Map.Entry<String, byte[]> object) {
    return object.getKey().startsWith("_")
        ? Stream.empty()
        : new String(object.getValue(), StandardCharsets.UTF_8).lines();
  }

  /** Everything that the store holds, for comparing two runs. */
  String trace() {
    StringBuilder trace = new StringBuilder();
    memory
        .objects()
        .forEach(
            (path, bytes) -> trace.append(path).append(new String(bytes, StandardCharsets.UTF_8)));
    return trace.toString();
  }
}
