// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.app;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.streams.topology.ViewTopology.StateKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/** How views that are emitted to topics run. */
public final class StreamsSettings {
  public static final Setting<Long> THREADS =
      Setting.of(
          "threads",
          Kind.COUNT,
          "1",
          "Threads per emitted view in this process; partitions are shared among the threads of all"
              + " processes.",
          "2");
  public static final Setting<StateKind> STATE =
      Setting.of(
          "state",
          Kind.choice(StateKind.class),
          "rocksdb",
          "Where groups are kept, besides the topic that restores them: rocksdb, on disk; memory,"
              + " on the heap.",
          "memory");
  public static final Setting<Long> STANDBY =
      Setting.of(
          "standby",
          Kind.COUNT,
          "0",
          "Further processes that keep a copy of each group's state, so that they take over at"
              + " once.",
          "1");
  public static final Setting<Duration> COMMIT_INTERVAL =
      Setting.of(
          "commit.interval",
          Kind.DURATION,
          "200ms",
          "Time between two transactions: how fresh results are, and how many changes of a group"
              + " become one record.",
          "1s");
  public static final Setting<Long> CACHE =
      Setting.of(
          "cache",
          Kind.BYTES,
          "32MiB",
          "Bytes of changed groups that wait in memory for the next commit, per view.",
          "128MiB");
  public static final SettingGroup GROUP =
      new SettingGroup(
          "streams",
          "Views that are emitted to topics, on Kafka Streams; see docs/streams.md.",
          java.util.List.of(THREADS, STATE, STANDBY, COMMIT_INTERVAL, CACHE));

  private StreamsSettings() {}

  /** Properties of Kafka Streams; always exactly once. */
  static Map<String, Object> properties(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put("processing.exception.handler.global.enabled", true);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.get(THREADS).intValue());
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.get(STANDBY).intValue());
    properties.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.get(COMMIT_INTERVAL).toMillis());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, settings.get(CACHE));
    properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    properties.put(StreamsConfig.consumerPrefix("max.poll.records"), 2_000);
    properties.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), 10_000);
    properties.put(StreamsConfig.producerPrefix("linger.ms"), 20);
    properties.put(StreamsConfig.producerPrefix("batch.size"), 128 << 10);
    properties.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
    return properties;
  }
}
