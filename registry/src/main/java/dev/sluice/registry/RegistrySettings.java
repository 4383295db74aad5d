// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry;

import java.util.Map;

/**
 * Where a registry listens and keeps its state.
 *
 * @param bootstrapServers of the Kafka cluster, {@code host:port[,host:port]}
 * @param host to listen on; anything but loopback lets others register and delete schemas
 * @param port to listen on; 0 for any free one
 * @param topic made when it is missing: compacted, one partition. All registries of a topic are one
 *     registry
 * @param client further properties of its Kafka clients, such as those of security
 */
public record RegistrySettings(
    String bootstrapServers, String host, int port, String topic, Map<String, Object> client) {
  public RegistrySettings {
    client = Map.copyOf(client);
  }

  /** A free port of loopback, and the topic that Confluent's registry uses as well. */
  public static RegistrySettings of(String bootstrapServers) {
    return new RegistrySettings(bootstrapServers, "127.0.0.1", 0, "_schemas", Map.of());
  }

  public RegistrySettings listeningOn(String newHost, int newPort) {
    return new RegistrySettings(bootstrapServers, newHost, newPort, topic, client);
  }

  public RegistrySettings inTopic(String newTopic) {
    return new RegistrySettings(bootstrapServers, host, port, newTopic, client);
  }

  public RegistrySettings withClient(Map<String, Object> newClient) {
    return new RegistrySettings(bootstrapServers, host, port, topic, newClient);
  }
}
