// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.log;

import dev.sluice.registry.failure.RegistryStartException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topic when it is missing, and refuses one that would lose schemas. */
final class TopicSetup {
  private static final int REPLICAS = 3;

  private static final Duration KNOWN = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 50;

  private final Admin admin;
  private final String topic;

  TopicSetup(Admin admin, String topic) {
    this.admin = admin;
    this.topic = topic;
  }

  void ensure() {
    try {
      create();
      checkOnceKnown();
    } catch (ExecutionException e) {
      throw new RegistryStartException(
          "The schema registry did not start: its topic "
              + topic
              + " can be neither made nor read ("
              + e.getCause()
              + "). Check the bootstrap servers and this user's rights.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryStartException("The schema registry was interrupted while starting", e);
    }
  }

  private void create() throws ExecutionException, InterruptedException {
    if (admin.listTopics().names().get().contains(topic)) {
      return;
    }
    int brokers = admin.describeCluster().nodes().get().size();
    NewTopic fresh =
        new NewTopic(topic, Optional.of(1), Optional.of((short) Math.min(REPLICAS, brokers)))
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try {
      admin.createTopics(List.of(fresh)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) { // another registry was faster
        throw e;
      }
    }
  }

  /** A topic that one broker has just made is not known to all at once. */
  private void checkOnceKnown() throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + KNOWN.toNanos();
    while (true) {
      try {
        check();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
  }

  private void check() throws ExecutionException, InterruptedException {
    int partitions =
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
    if (partitions != 1) {
      throw refused(
          "has "
              + partitions
              + " partitions, but its order matters and needs exactly 1. Name another topic.");
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    String policy =
        admin
            .describeConfigs(List.of(resource))
            .all()
            .get()
            .get(resource)
            .get(TopicConfig.CLEANUP_POLICY_CONFIG)
            .value();
    if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw refused(
          "has cleanup.policy="
              + policy
              + ", which would delete schemas in time. Set it to compact.");
    }
  }

  private RegistryStartException refused(String reason) {
    return new RegistryStartException(
        "The schema registry did not start: its topic " + topic + " " + reason);
  }
}
