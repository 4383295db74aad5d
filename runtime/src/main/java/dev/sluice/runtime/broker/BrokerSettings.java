// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Kafka's settings for one node that must fit beside everything else in a small heap. */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  private static final String HOST = "127.0.0.1:";

  private BrokerSettings() {}

  static Map<String, String> of(Path log, BrokerPorts ports, Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>();
    settings.putAll(node(log, ports));
    settings.putAll(internalTopics());
    settings.putAll(retention());
    settings.putAll(footprint());
    settings.putAll(recovery());
    settings.putAll(overrides);
    return settings;
  }

  private static Map<String, String> node(Path log, BrokerPorts ports) {
    String broker = "PLAINTEXT://" + HOST + ports.broker();
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        Integer.toString(NODE_ID),
        "log.dirs",
        log.toString(),
        "listeners",
        broker + "," + CONTROLLER_LISTENER + "://" + HOST + ports.controller(),
        "advertised.listeners",
        broker,
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names",
        CONTROLLER_LISTENER,
        "controller.quorum.voters",
        NODE_ID + "@" + HOST + ports.controller());
  }

  private static Map<String, String> internalTopics() {
    return Map.of(
        "default.replication.factor", "1",
        "min.insync.replicas", "1",
        "offsets.topic.replication.factor", "1",
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "transaction.state.log.num.partitions", "4",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1",
        "share.coordinator.state.topic.num.partitions", "4");
  }

  private static Map<String, String> retention() {
    return Map.of(
        "log.retention.ms",
        "-1",
        "log.retention.bytes",
        "-1",
        // a laptop may rest for weeks; its consumers should still find where they were
        "offsets.retention.minutes",
        "525600");
  }

  private static Map<String, String> footprint() {
    return Map.of(
        "log.segment.bytes", Integer.toString(128 << 20),
        "log.index.size.max.bytes", Integer.toString(2 << 20),
        "log.cleaner.threads", "1",
        // the smallest buffers that still compact about 300,000 distinct keys in one pass
        "log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20),
        "log.cleaner.io.buffer.size", Integer.toString(256 << 10),
        "num.network.threads", "2",
        "num.io.threads", "4",
        "background.threads", "2",
        "num.recovery.threads.per.data.dir", "1",
        "metadata.max.idle.interval.ms", "5000");
  }

  /** A single node has nobody to wait for: neither at a rebalance nor after a crash. */
  private static Map<String, String> recovery() {
    return Map.of(
        "group.initial.rebalance.delay.ms", "0",
        "group.min.session.timeout.ms", "1000",
        "broker.heartbeat.interval.ms", "500",
        // a restart after a crash waits until the dead incarnation's session ends
        "broker.session.timeout.ms", "3000");
  }
}
