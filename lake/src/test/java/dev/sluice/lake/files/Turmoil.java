// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * One table under owners that take it from each other, give up, vanish and begin anew, each over a
 * store that fails. Then a fresh owner finishes over one that does not, and readers must find every
 * record once.
 */
public final class Turmoil {
  private static final int OWNERS = 3;
  private static final int STEPS = 60;
  private static final int FINISHERS = 5;

  private final Random random;
  private final Supplier<Store> failing;
  private final Tally tally = new Tally();
  private final List<LakeDestination> destinations = new ArrayList<>();
  private int lives;

  /**
   * @param failing opens the table's store for one more process, by a way that fails
   */
  public Turmoil(long seed, Supplier<Store> failing) {
    this.random = new Random(seed);
    this.failing = failing;
  }

  /** What waits for everything that was given up and may still happen. */
  public interface Settling {
    void settle() throws IOException;
  }

  /**
   * Runs it.
   *
   * @param calm opens the table's store by a way that does not fail
   * @throws AssertionError if readers do not find every record once
   */
  public void run(Settling settling, Supplier<Store> calm) throws IOException {
    List<SimulatedTask> owners = new ArrayList<>();
    try {
      for (int i = 0; i < OWNERS; i++) {
        owners.add(begin(failing.get()));
      }
      for (int i = 0; i < STEPS; i++) {
        int turn = random.nextInt(OWNERS);
        if (random.nextInt(15) == 0) {
          owners.set(turn, begin(failing.get()));
        }
        owners.get(turn).act();
      }
      settling.settle();
      finish(calm);
      try (Store store = calm.get()) {
        check(store);
      }
    } finally {
      destinations.forEach(LakeDestination::close);
    }
  }

  /** A calm way may still lose an idle connection; the owner after that one has another try. */
  private void finish(Supplier<Store> calm) {
    for (int tries = 1; ; tries++) {
      try {
        begin(calm.get()).finish();
        return;
      } catch (UnavailableException e) {
        if (tries == FINISHERS) {
          throw e;
        }
      }
    }
  }

  private SimulatedTask begin(Store store) {
    LakeDestination destination = Protocol.shipped(store, "owner" + lives++);
    destinations.add(destination);
    return new SimulatedTask(random, tally, destination);
  }

  private static void check(Store store) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String directory : store.list(Location.root())) {
      if (!directory.startsWith("_")) {
        for (String file : store.list(new Location(directory))) {
          byte[] content = store.read(new Location(directory).child(file));
          new String(content, StandardCharsets.UTF_8).lines().forEach(rows::add);
        }
      }
    }
    assertThat(rows.stream().sorted().toList())
        .as("readers find every record once")
        .isEqualTo(Feed.wholeLog());
    for (TopicPartition partition : Feed.PARTITIONS) {
      Location staged =
          new Layout(Simulation.PIPELINE, Simulation.NAMING, ".txt").staged(partition);
      assertThat(store.leftovers(staged, target -> true)).as("nothing stays staged").isEmpty();
    }
    List<Receipt> receipts = new LakeLedger("orders", store, Simulation.PIPELINE).receipts();
    assertThat(receipts.stream().mapToLong(receipt -> receipt.range().records()).sum())
        .as("receipts add up")
        .isEqualTo(Feed.END * Feed.PARTITIONS.size());
  }
}
