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
  private final String temporary;
  private final List<SimulatedOwner> owners = new ArrayList<>();
  private final Map<Integer, Long> seen = new HashMap<>();

  Simulation(long seed, Database database, Ways ways) throws SQLException {
    this.random = new Random(seed);
    this.upsert = random.nextInt(4) == 0;
    this.judge = database.connect();
    this.temporary = CountPerGroup.temporary(database.dialect());
    Claims claims = new Claims();
    for (int i = 0; i < 3; i++) {
      owners.add(new SimulatedOwner(random, claims, ways.another(), target(), maintenance()));
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
    return upsert ? new CountPerGroup("n", temporary) : Maintenance.NONE;
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
    // Without faults, so that there are tables to ask.
    owners.get(0).claim(2);
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
    List<String> rows = new ArrayList<>();
    for (String stored :
        ask(
            "SELECT p.\"partition\", coalesce(max(p.next_offset), 0), coalesce(sum(l.records), 0)"
                + " FROM sluice_positions p LEFT JOIN sluice_ledger l ON l.topic = p.topic AND"
                + " l.\"partition\" = p.\"partition\" GROUP BY 1 ORDER BY 1")) {
      List<String> parts = List.of(stored.split(",", -1));
      int partition = Integer.parseInt(parts.get(0));
      long next = Long.parseLong(parts.get(1));
      assertThat(parts.get(2)).as("receipts add up").isEqualTo(parts.get(1));
      assertThat(next).as("positions never go back").isGreaterThanOrEqualTo(position(partition));
      seen.put(partition, next);
      rows.addAll(expected(partition, next));
    }
    if (!rows.isEmpty()) {
      assertThat(ask("SELECT id, o FROM orders ORDER BY id")).isEqualTo(rows);
    }
    if (upsert && !rows.isEmpty()) {
      assertThat(ask("SELECT g, n FROM per_group EXCEPT SELECT g, count(*) FROM orders GROUP BY g"))
          .isEmpty();
      assertThat(ask("SELECT sum(n) FROM per_group")).containsExactly(String.valueOf(rows.size()));
    }
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
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        answer.add(String.join(",", row));
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
