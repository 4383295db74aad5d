// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A topic that records are written to again, and how far earlier runs have come with it: offsets of
 * a consumer group that has no members, written in the transactions of the records themselves.
 *
 * @param id which tells the topic from another of the same name, made before or after it
 * @param retentionMs for how long records are kept by their own time; -1: for ever
 */
record TargetTopic(String name, String id, int partitions, long retentionMs) {
  private static final int TRIES = 100;

  /** The topic; made if it is not there, so that it keeps records however old they are. */
  static TargetTopic open(Admin admin, String name, int partitions, Optional<Short> replication) {
    Optional<TopicDescription> found = describe(admin, name);
    if (found.isEmpty()) {
      NewTopic topic =
          new NewTopic(name, Optional.of(partitions), replication)
              .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
      answer("make topic " + name, admin.createTopics(List.of(topic)).all());
    }
    TopicDescription description = found.orElseGet(() -> await(admin, name));
    if (description.partitions().size() < partitions) {
      throw new RefusedException(
          "topic "
              + name
              + " has "
              + description.partitions().size()
              + " partitions, and the records come from "
              + partitions
              + "; each goes to the partition it was in, so add partitions, or name another topic with --to");
    }
    Config config = config(admin, name);
    if (!config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value().equals("CreateTime")) {
      throw new RefusedException(
          "topic "
              + name
              + " gives records the time of their arrival (message.timestamp.type=LogAppendTime), so theirs would be"
              + " lost; set it to CreateTime, or name another topic with --to");
    }
    boolean deletes =
        config
            .get(TopicConfig.CLEANUP_POLICY_CONFIG)
            .value()
            .contains(TopicConfig.CLEANUP_POLICY_DELETE);
    long retention = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
    return new TargetTopic(
        name,
        description.topicId().toString(),
        description.partitions().size(),
        deletes ? retention : -1);
  }

  private static Optional<TopicDescription> describe(Admin admin, String name) {
    try {
      return Optional.of(admin.describeTopics(List.of(name)).allTopicNames().get().get(name));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw unanswered("describe topic " + name, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** A topic is known everywhere some moments after it has been made. */
  private static TopicDescription await(Admin admin, String name) {
    Optional<TopicDescription> found = describe(admin, name);
    for (int i = 0; i < TRIES && found.isEmpty(); i++) {
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      found = describe(admin, name);
    }
    return found.orElseGet(
        () ->
            answer(
                    "find topic " + name + ", which it has made",
                    admin.describeTopics(List.of(name)).allTopicNames())
                .get(name));
  }

  private static Config config(Admin admin, String name) {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    return answer("describe topic " + name, admin.describeConfigs(List.of(topic)).all()).get(topic);
  }

  /**
   * Offsets up to which earlier runs have written, by partition; in the topic the records came
   * from.
   *
   * @param group the consumer group that keeps them
   */
  Map<Integer, Long> written(Admin admin, String group) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        answer(
            "tell how far an earlier restore came",
            admin
                .listConsumerGroupOffsets(
                    group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata());
    Map<Integer, Long> written = new HashMap<>();
    offsets.forEach(
        (partition, offset) -> {
          if (partition.topic().equals(name) && offset != null && offset.metadata().equals(id)) {
            written.put(partition.partition(), offset.offset());
          }
        });
    return written;
  }

  /** What says in a transaction how far it has come. */
  Map<TopicPartition, OffsetAndMetadata> progress(int partition, long nextOffset) {
    return Map.of(
        new TopicPartition(name, partition),
        new OffsetAndMetadata(nextOffset, Optional.empty(), id));
  }

  /** Whether none of its partitions holds anything. */
  boolean isEmpty(Admin admin) {
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    Map<TopicPartition, OffsetSpec> next = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      first.put(new TopicPartition(name, i), OffsetSpec.earliest());
      next.put(new TopicPartition(name, i), OffsetSpec.latest());
    }
    String act = "tell the offsets of topic " + name;
    long begin = sum(answer(act, admin.listOffsets(first).all()).values());
    return begin == sum(answer(act, admin.listOffsets(next).all()).values());
  }

  private static long sum(
      Collection<org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo> offsets) {
    return offsets.stream().mapToLong(offset -> offset.offset()).sum();
  }

  private static <T> T answer(String act, KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw unanswered(act, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static UnavailableException unanswered(String act, Throwable cause) {
    return new UnavailableException("Kafka did not " + act + ": " + cause.getMessage(), cause);
  }

  private static UnavailableException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new UnavailableException("Interrupted while waiting for Kafka.", e);
  }
}
