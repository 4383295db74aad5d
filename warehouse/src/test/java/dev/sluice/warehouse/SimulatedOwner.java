// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.warehouse.dialect.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A task that believes to own partitions, whatever others believe. */
final class SimulatedOwner {
  /** More statements than a commit has, so that some faults never strike. */
  private static final int FURTHEST_FAULT = 24;

  private final Random random;
  private final Claims claims;
  private final FaultyDatabase database;
  private final WarehouseDestination destination;
  private final Map<TopicPartition, Long> next = new TreeMap<>();
  private Commit<StagedRows> pending;

  SimulatedOwner(
      Random random, Claims claims, Database real, TableTarget target, Maintenance maintenance) {
    this.random = random;
    this.claims = claims;
    this.database = new FaultyDatabase(real);
    this.destination =
        new WarehouseDestination(
            target,
            database,
            RecordFormats.of(new LineFormat()),
            new CollectedLetters(),
            maintenance);
  }

  /** One step: claim, crash, or commit, with or without a fault. */
  void act(boolean upsert) {
    int choice = random.nextInt(10);
    if (random.nextInt(3) == 0) {
      database.breakAt(random.nextInt(FURTHEST_FAULT), random.nextBoolean());
    }
    try {
      if (next.isEmpty() || choice == 0) {
        claim(random.nextInt(3));
      } else if (choice == 1) {
        forget();
      } else {
        commit(upsert);
      }
    } catch (UnavailableException e) {
      // The same commit is tried again at a later step, when another may have taken over.
    } catch (FencedException e) {
      forget();
    } finally {
      database.heal();
    }
  }

  /** Claims one partition, or all. */
  void claim(int which) {
    forget();
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < Simulation.PARTITIONS; i++) {
      if (which == i || which == 2) {
        partitions.add(Simulation.partition(i));
      }
    }
    claims.unknown(partitions);
    Map<TopicPartition, Long> stored = new HashMap<>(destination.open(partitions));
    claims.claimed(partitions, this);
    partitions.forEach(p -> next.put(p, stored.getOrDefault(p, 0L)));
  }

  private void commit(boolean upsert) {
    if (pending == null) {
      List<Feed> feeds = new ArrayList<>();
      next.forEach((partition, from) -> feeds.add(feed(upsert, partition, from)));
      pending = Simulation.commit(destination, feeds);
    }
    destination.commit(pending);
    claims.committed(next.keySet(), this);
    for (Range range : pending.ranges()) {
      next.put(range.partition(), range.to());
    }
    pending = null;
  }

  private Feed feed(boolean upsert, TopicPartition partition, long from) {
    List<String> lines = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      lines.add(Simulation.line(upsert, partition.partition(), from + i));
    }
    return new Feed(partition, from, lines);
  }

  private void forget() {
    if (pending != null) {
      destination.discard(pending.staged());
      pending = null;
    }
    destination.release(next.keySet());
    next.clear();
  }

  /** Takes everything over and goes on without faults. */
  void finish(boolean upsert) {
    claim(2);
    commit(upsert);
    commit(upsert);
  }

  void close() throws SQLException {
    forget();
    destination.close();
  }
}
