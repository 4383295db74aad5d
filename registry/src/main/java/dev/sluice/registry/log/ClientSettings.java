// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.log;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Kafka settings of the log's clients.
 *
 * @param user wins over our times, so that a slow cluster can be given longer ones; never over what
 *     the protocol rests upon
 */
record ClientSettings(String bootstrapServers, String topic, Map<String, Object> user) {

  Map<String, Object> admin() {
    return with(Map.of(), Map.of());
  }

  Map<String, Object> consumer() {
    return with(
        Map.of(),
        Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false));
  }

  /** All registries of a topic share one transactional id: the newest writer fences the others. */
  Map<String, Object> producer() {
    return with(
        Map.of(
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 << 20),
        Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "sluice-registry-" + topic,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.ACKS_CONFIG,
            "all"));
  }

  private Map<String, Object> with(Map<String, Object> defaults, Map<String, Object> fixed) {
    Map<String, Object> settings = new HashMap<>(defaults);
    settings.putAll(user);
    settings.putAll(fixed);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return settings;
  }
}
