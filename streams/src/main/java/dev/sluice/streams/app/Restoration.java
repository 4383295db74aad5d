// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the restoration of state is. */
final class Restoration implements StateRestoreListener {
  private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

  private final String view;
  private final Map<TopicPartition, Progress> all = new ConcurrentHashMap<>();

  Restoration(String view) {
    this.view = view;
  }

  private record Progress(long restored, long total) {}

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
    all.put(partition, new Progress(0, Math.max(0, to - from)));
    if (to > from) {
      LOG.info("View {}: restoring {} records of {}", view, to - from, partition);
    }
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long end, long count) {
    all.computeIfPresent(partition, (p, was) -> new Progress(was.restored + count, was.total));
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long count) {
    all.computeIfPresent(partition, (p, was) -> new Progress(was.total, was.total));
    if (count > 0) {
      LOG.info("View {}: {} is restored, {} records", view, partition, count);
    }
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long count) {
    all.remove(partition);
  }

  long restored() {
    return all.values().stream().mapToLong(Progress::restored).sum();
  }

  long total() {
    return all.values().stream().mapToLong(Progress::total).sum();
  }
}
