// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One schedule of owners that overlap, crash, lose their connection at any statement and come back,
 * all decided by a seed. After every step the table, the view, the positions and the ledger must
 * tell the same story.
 */
final class Simulation implements AutoCloseable {
  static final int PARTITIONS = 2;
  private static final int KEYS = 5;

  private final Random random;
  private final boolean upsert;
  private final Connection judge;
  private final List<SimulatedOwner> owners = new ArrayList<>();
  private final Map<Integer, Long> seen = new HashMap<>();

  Simulation(long seed, Database database, Ways ways) throws SQLException {
    this.random = new Random(seed);
    this.upsert = random.nextBoolean();
    this.judge = database.connect();
    for (int i = 0; i < 3; i++) {
      owners.add(new SimulatedOwner(random, ways.another(), target(), maintenance()));
    }
  }

  /** More ways to the same database. */
  interface Ways {
    Database another() throws SQLException;
  }

  private TableTarget target() {
    return new TableTarget(
        "p",
        TableName.parse("orders"),
        upsert ? Mode.UPSERT : Mode.INSERT,
        upsert ? List.of("id") : List.of(),
        "");
  }

  private Maintenance maintenance() {
    return upsert ? new CountPerGroup("n") : Maintenance.NONE;
  }

  /** The record at an offset; every seventh cannot be decoded. */
  static String line(boolean upsert, int partition, long offset) {
    long id = upsert ? partition * 100L + offset % KEYS : partition * 100_000L + offset;
    return offset % 7 == 6
        ? "rubbish"
        : "id:long="
            + id
            + ";o:long="
            + offset
            + ";p:int="
            + partition
            + ";g:string=g"
            + offset % 3;
  }

  void run(int steps) throws SQLException {
    for (int i = 0; i < steps; i++) {
      SimulatedOwner owner = owners.get(random.nextInt(owners.size()));
      owner.act(upsert);
      check();
    }
    SimulatedOwner last = owners.get(0);
    last.finish(upsert);
    check();
    assertThat(position(0)).isPositive();
  }

  private long position(int partition) {
    return seen.getOrDefault(partition, 0L);
  }

  private void check() throws SQLException {
    if (ask("SELECT count(*) FROM information_schema.tables WHERE table_name = 'orders'")
        .equals(List.of("0"))) {
      return;
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      String where = " WHERE \"partition\" = " + partition;
      List<String> stored = ask("SELECT coalesce(next_offset, 0) FROM sluice_positions" + where);
      long next = stored.isEmpty() ? 0 : Long.parseLong(stored.get(0));
      assertThat(next).as("positions never go back").isGreaterThanOrEqualTo(position(partition));
      seen.put(partition, next);
      assertThat(ask("SELECT id, o FROM orders WHERE p = " + partition + " ORDER BY id"))
          .isEqualTo(expected(partition, next));
      assertThat(ask("SELECT coalesce(sum(records), 0) FROM sluice_ledger" + where))
          .containsExactly(String.valueOf(next));
    }
    if (upsert) {
      checkView();
    }
  }

  private void checkView() throws SQLException {
    assertThat(ask("SELECT g, n FROM per_group ORDER BY g"))
        .isEqualTo(ask("SELECT g, count(*) FROM orders GROUP BY g ORDER BY g"));
  }

  private List<String> expected(int partition, long next) {
    Map<Long, Long> newest = new TreeMap<>();
    for (long offset = 0; offset < next; offset++) {
      if (offset % 7 != 6) {
        newest.put(
            upsert ? partition * 100L + offset % KEYS : partition * 100_000L + offset, offset);
      }
    }
    return newest.entrySet().stream().map(e -> e.getKey() + "," + e.getValue()).toList();
  }

  private List<String> ask(String sql) throws SQLException {
    try (Statement statement = judge.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> answer = new ArrayList<>();
      while (rows.next()) {
        String row = rows.getString(1);
        answer.add(rows.getMetaData().getColumnCount() > 1 ? row + "," + rows.getString(2) : row);
      }
      return answer;
    }
  }

  @Override
  public void close() throws SQLException {
    for (SimulatedOwner owner : owners) {
      owner.close();
    }
    judge.close();
  }

  /** A commit of several ranges, each with its rows. */
  static Commit<StagedRows> commit(WarehouseDestination destination, List<Feed> feeds) {
    List<Range> ranges = new ArrayList<>();
    List<StagedRows> staged = new ArrayList<>();
    for (Feed feed : feeds) {
      StagedRows rows = feed.stage(destination);
      staged.add(rows);
      ranges.add(feed.range(rows));
    }
    return new Commit<>(ranges, staged);
  }

  static TopicPartition partition(int number) {
    return new TopicPartition("orders", number);
  }
}
