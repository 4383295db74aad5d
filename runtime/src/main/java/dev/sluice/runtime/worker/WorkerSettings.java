// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a Connect worker needs to know.
 *
 * @param pipeline names the worker group and its internal topics: workers with the same pipeline
 *     share the work
 * @param bootstrapServers of the Kafka cluster
 * @param pluginPath folders that hold one plug-in folder or archive each; may be empty
 * @param replicationFactor of the internal topics; 1 with the embedded broker, -1 for the cluster's
 *     default
 * @param overrides Connect worker properties that win over the defaults
 */
public record WorkerSettings(
    String pipeline,
    String bootstrapServers,
    List<Path> pluginPath,
    int replicationFactor,
    Map<String, String> overrides) {
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  public WorkerSettings {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    if (!pipeline.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "A pipeline's id becomes part of topic names: use letters, digits, '.', '_' and '-', not '"
              + pipeline
              + "'");
    }
    pluginPath = List.copyOf(pluginPath);
    overrides = Map.copyOf(overrides);
  }

  /**
   * A worker beside the embedded broker. Both die together, so the next start meets dead members in
   * every group: they are given up after 4 s, which an ordinary broker would not allow.
   */
  public static WorkerSettings local(
      String pipeline, String bootstrapServers, List<Path> pluginPath) {
    Map<String, String> impatience =
        Map.of(
            "session.timeout.ms", "4000",
            "heartbeat.interval.ms", "1000",
            "consumer.session.timeout.ms", "4000",
            "consumer.heartbeat.interval.ms", "1000");
    return new WorkerSettings(pipeline, bootstrapServers, pluginPath, 1, impatience);
  }

  /** The same with further properties, which win over the present ones. */
  public WorkerSettings with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(overrides);
    all.putAll(more);
    return new WorkerSettings(pipeline, bootstrapServers, pluginPath, replicationFactor, all);
  }

  /** The properties that Kafka Connect is started with. */
  public Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.putAll(group());
    properties.putAll(plugins());
    properties.putAll(clients());
    properties.putAll(overrides);
    return properties;
  }

  private Map<String, String> group() {
    String name = "sluice-" + pipeline;
    String replicas = Integer.toString(replicationFactor);
    Map<String, String> group = new HashMap<>();
    group.put("bootstrap.servers", bootstrapServers);
    group.put("group.id", name);
    group.put("config.storage.topic", name + "-configs");
    group.put("config.storage.replication.factor", replicas);
    group.put("offset.storage.topic", name + "-offsets");
    group.put("offset.storage.replication.factor", replicas);
    group.put("offset.storage.partitions", "4");
    group.put("status.storage.topic", name + "-status");
    group.put("status.storage.replication.factor", replicas);
    group.put("status.storage.partitions", "2");
    group.put("offset.flush.interval.ms", "1000");
    group.put("scheduled.rebalance.max.delay.ms", "0");
    group.put("listeners", "http://127.0.0.1:0");
    return group;
  }

  private Map<String, String> plugins() {
    Map<String, String> plugins = new HashMap<>();
    // scanning every class costs seconds and 400 MiB; our plug-ins ship service files
    plugins.put("plugin.discovery", "service_load");
    if (!pluginPath.isEmpty()) {
      plugins.put(
          "plugin.path",
          pluginPath.stream()
              .map(folder -> folder.toAbsolutePath().toString())
              .collect(Collectors.joining(",")));
    }
    plugins.put("key.converter", BYTES);
    plugins.put("value.converter", BYTES);
    plugins.put("header.converter", BYTES);
    plugins.put("connector.client.config.override.policy", "All");
    return plugins;
  }

  /** Large polls for sinks, bounded so that several tasks fit in a small heap. */
  private static Map<String, String> clients() {
    return Map.of(
        "consumer.max.poll.records", "5000",
        "consumer.max.partition.fetch.bytes", Integer.toString(4 << 20),
        "consumer.fetch.max.bytes", Integer.toString(16 << 20),
        "consumer.isolation.level", "read_committed",
        // after a crash the group waits this long for the dead member: not Kafka's 45 s
        "consumer.session.timeout.ms", "10000",
        "consumer.heartbeat.interval.ms", "3000",
        "producer.linger.ms", "5",
        "producer.batch.size", Integer.toString(128 << 10),
        "producer.compression.type", "lz4");
  }
}
