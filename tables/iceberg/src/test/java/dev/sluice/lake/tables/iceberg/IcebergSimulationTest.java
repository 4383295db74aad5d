// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.lake.files.AlteredStore;
import dev.sluice.lake.files.StagedFile;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Owners that come, go, and stay on as zombies, over a store that loses requests and answers: the
 * table lists the records of each partition from the first on, each once.
 */
class IcebergSimulationTest {
  private static final int SCHEDULES = Integer.getInteger("sluice.simulation.schedules", 25);
  private static final int STEPS = 30;
  private static final int OWNERS = 3;
  private static final List<TopicPartition> PARTITIONS =
      List.of(new TopicPartition("orders", 0), new TopicPartition("orders", 1));

  @TempDir private Path folder;

  @Test
  void everyScheduleEndsExact() {
    Long one = Long.getLong("sluice.simulation.seed");
    long first = one == null ? System.nanoTime() : one;
    for (int i = 0; i < (one == null ? SCHEDULES : 1); i++) {
      new Schedule(first + i, folder.resolve("table" + i)).run();
    }
  }

  /** Fails one call in some, before its effect or after it. */
  private static Store unreliable(Store store, SplittableRandom random) {
    return new AlteredStore(store) {
      private void maybeFail() throws IOException {
        if (random.nextInt(12) == 0) {
          throw new IOException("lost");
        }
      }

      @Override
      public boolean putIfAbsent(Location location, byte[] content) throws IOException {
        maybeFail();
        boolean put = super.putIfAbsent(location, content);
        maybeFail();
        return put;
      }

      @Override
      public boolean publish(Location target, String token) throws IOException {
        maybeFail();
        boolean there = super.publish(target, token);
        maybeFail();
        return there;
      }

      @Override
      public byte[] read(Location location) throws IOException {
        maybeFail();
        return super.read(location);
      }

      @Override
      public List<String> list(Location location) throws IOException {
        maybeFail();
        return super.list(location);
      }

      @Override
      public void delete(Location location) throws IOException {
        maybeFail();
        super.delete(location);
      }
    };
  }

  /** One seed's way. */
  private static final class Schedule {
    private final long seed;
    private final SplittableRandom random;
    private final Shop shop;
    private final List<Owner> owners = new ArrayList<>();

    Schedule(long seed, Path folder) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.shop = new Shop(folder, random.nextBoolean() ? "" : "bucket(2, id)");
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        int which = random.nextInt(OWNERS + 1);
        if (which >= owners.size() || random.nextInt(6) == 0) {
          Owner owner =
              new Owner(shop.owner(unreliable(shop.store(), random), Conflicts.WIDEN), random);
          // Whoever is pushed out goes on as a zombie for a while, or is gone at once.
          if (owners.size() >= OWNERS) {
            owners.remove(random.nextInt(owners.size()));
          }
          owners.add(owner);
          owner.open();
        } else {
          owners.get(which).land(shop);
        }
      }
      try (IcebergDestination last = shop.owner()) {
        Map<TopicPartition, Long> positions = last.open(PARTITIONS);
        for (TopicPartition partition : PARTITIONS) {
          long from = positions.getOrDefault(partition, 0L);
          shop.land(last, partition, from, value(partition, from));
          mustList(partition, from + 1);
        }
      }
    }

    private void mustList(TopicPartition partition, long offsets) {
      long base = partition.partition() * 1_000_000L;
      assertThat(shop.ids().stream().filter(id -> id / 1_000_000 == partition.partition()))
          .as("-Dsluice.simulation.seed=%d, %s", seed, partition)
          .containsExactlyElementsOf(LongStream.range(base, base + offsets).boxed().toList());
    }
  }

  private static String value(TopicPartition partition, long offset) {
    return "{'id':" + (partition.partition() * 1_000_000L + offset) + "}";
  }

  /** A task with what it holds. */
  private static final class Owner {
    private final IcebergDestination destination;
    private final SplittableRandom random;
    private Map<TopicPartition, Long> positions = Map.of();
    private boolean opened;

    Owner(IcebergDestination destination, SplittableRandom random) {
      this.destination = destination;
      this.random = random;
    }

    void open() {
      for (int i = 0; i < 3 && !opened; i++) {
        try {
          positions = new HashMap<>(destination.open(PARTITIONS));
          opened = true;
        } catch (UnavailableException e) {
          // Tried again, as the pipeline does; after some tries this owner is as good as gone.
        }
      }
    }

    void land(Shop shop) {
      if (!opened) {
        return;
      }
      TopicPartition partition = PARTITIONS.get(random.nextInt(PARTITIONS.size()));
      long from = positions.getOrDefault(partition, 0L);
      String[] values = new String[1 + random.nextInt(3)];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(partition, from + i);
      }
      Commit<StagedFile> commit;
      try {
        commit = shop.staged(destination, partition, from, values);
      } catch (UnavailableException e) {
        return;
      }
      for (int i = 0; i < 4; i++) {
        try {
          destination.commit(commit);
          positions.put(partition, from + values.length);
          return;
        } catch (UnavailableException e) {
          // Asked again with the same argument.
        } catch (FencedException e) {
          destination.discard(commit.staged());
          opened = false;
          return;
        }
      }
      // Nobody knows what has become of it, and the process has died before it could ask again.
      opened = false;
    }
  }
}
