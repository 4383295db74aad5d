// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Destination;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Staged;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A destination that keeps rows and positions in memory; a value that begins with {@code bad} is
 * rejected.
 */
final class MemoryDestination implements Destination<MemoryDestination.Rows> {
  record Rows(TopicPartition source, List<String> values, List<Rejection> rejections)
      implements Staged {
    @Override
    public long rows() {
      return values.size();
    }

    @Override
    public long bytes() {
      return values.size();
    }

    @Override
    public long held() {
      return 0;
    }
  }

  final Map<TopicPartition, Long> positions = new HashMap<>();
  final List<String> visible = new ArrayList<>();
  final List<Range> ranges = new ArrayList<>();
  final List<Integer> stagedRows = new ArrayList<>();
  volatile boolean down;

  private void reachable() {
    if (down) {
      throw new UnavailableException("the store is down", null);
    }
  }

  @Override
  public synchronized Map<TopicPartition, Long> open(Collection<TopicPartition> partitions) {
    reachable();
    Map<TopicPartition, Long> found = new HashMap<>(positions);
    found.keySet().retainAll(partitions);
    return found;
  }

  @Override
  public synchronized Rows stage(Gathered records) {
    reachable();
    List<String> values = new ArrayList<>();
    List<Rejection> rejections = new ArrayList<>();
    Gathered.Cursor cursor = records.cursor();
    while (cursor.next()) {
      String value =
          new String(
              cursor.bytes(), cursor.valueAt(), cursor.valueLength(), StandardCharsets.UTF_8);
      if (value.startsWith("bad")) {
        rejections.add(new Rejection(cursor.toEnvelope(), Rejection.Stage.DECODE, value));
      } else {
        values.add(value);
      }
    }
    stagedRows.add(values.size());
    return new Rows(records.source(), values, rejections);
  }

  @Override
  public synchronized void commit(Commit<Rows> commit) {
    reachable();
    commit.staged().forEach(rows -> visible.addAll(rows.values()));
    commit.ranges().forEach(range -> positions.put(range.partition(), range.to()));
    ranges.addAll(commit.ranges());
  }

  @Override
  public void discard(List<Rows> staged) {}

  @Override
  public void release(Collection<TopicPartition> partitions) {}

  @Override
  public void close() {}
}
