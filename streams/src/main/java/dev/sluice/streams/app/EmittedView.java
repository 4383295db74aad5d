// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.app;

import dev.sluice.core.failure.UnavailableException;
import dev.sluice.decoders.registry.RegistryClient;
import dev.sluice.streams.topology.Emission;
import dev.sluice.streams.topology.StreamPlan;
import dev.sluice.streams.topology.ViewMeters;
import dev.sluice.streams.topology.ViewTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A view that runs on Kafka Streams. */
public final class EmittedView implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmittedView.class);
  private static final Duration CLOSING = Duration.ofSeconds(20);
  private static final long LONGEST_PAUSE_MS = 30_000;
  private static final int MOST_REPLICAS = 3;

  private final StreamPlan plan;
  private final String application;
  private final ViewMeters meters = new ViewMeters();
  private final Restoration restoration;
  private final AtomicInteger failures = new AtomicInteger();
  private final Admin admin;
  private final KafkaStreams streams;
  private volatile String trouble = "";

  /**
   * Where a view runs.
   *
   * @param pipeline name of the pipeline; part of the names of internal topics
   * @param kafkaClient properties of every Kafka client
   * @param state folder for state on disk
   * @param deadLetters the topic that takes records that cannot go on
   */
  public record Place(
      String pipeline,
      Map<String, String> kafkaClient,
      Path state,
      String deadLetters,
      dev.sluice.core.settings.Settings settings) {}

  private EmittedView(StreamPlan plan, Emission emission, Place place) {
    this.plan = plan;
    // State of another definition must not be read: a changed view begins again, beside the old.
    this.application = place.pipeline() + "-" + plan.name() + "-" + plan.fingerprint();
    this.restoration = new Restoration(plan.name());
    this.admin = Admin.create(Map.copyOf(place.kafkaClient()));
    ViewTopology topology =
        new ViewTopology(
            plan,
            emission,
            meters,
            place.settings().get(StreamsSettings.STATE),
            place.deadLetters());
    this.streams = new KafkaStreams(topology.build(), properties(place));
    streams.setGlobalStateRestoreListener(restoration);
    streams.setUncaughtExceptionHandler(this::failed);
  }

  /**
   * Registers the schemas of a view's records, and starts it.
   *
   * @throws UnavailableException if the registry or Kafka does not answer now
   * @throws dev.sluice.core.failure.RefusedException if the registry refuses a schema
   */
  public static EmittedView start(StreamPlan plan, RegistryClient registry, Place place) {
    String topic = plan.header().topic();
    int key = plan.keySchema().map(schema -> registry.register(topic + "-key", schema)).orElse(0);
    int value = registry.register(topic + "-value", plan.valueSchema());
    EmittedView view = new EmittedView(plan, new Emission(key, value), place);
    view.streams.start();
    LOG.info("View {} is emitted to topic {} as {}", plan.name(), topic, view.application);
    return view;
  }

  private Properties properties(Place place) {
    Properties properties = new Properties();
    properties.putAll(StreamsSettings.properties(place.settings()));
    properties.putAll(place.kafkaClient());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, place.state().toString());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicas());
    return properties;
  }

  /** As many as there are brokers, and three at most. */
  private int replicas() {
    try {
      return Math.min(MOST_REPLICAS, admin.describeCluster().nodes().get().size());
    } catch (ExecutionException e) {
      throw new UnavailableException(
          "Kafka does not say how many brokers it has: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("Interrupted while asking Kafka for its brokers", e);
    }
  }

  /** A thread has failed: its transaction is void, and another begins where the last commit was. */
  private StreamThreadExceptionResponse failed(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    trouble = root.getMessage() == null ? root.toString() : root.getMessage();
    LOG.error("View {} failed and is started again from its last commit", plan.name(), failure);
    long pause = Math.min(LONGEST_PAUSE_MS, 500L << Math.min(6, failures.getAndIncrement()));
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    long before = meters.rows();
    java.util.concurrent.CompletableFuture.delayedExecutor(
            2 * pause + 5_000, java.util.concurrent.TimeUnit.MILLISECONDS)
        .execute(() -> recovered(before));
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private void recovered(long rowsBefore) {
    if (streams.state() == KafkaStreams.State.RUNNING && meters.rows() >= rowsBefore) {
      trouble = "";
      failures.set(0);
    }
  }

  /** Name of the Kafka Streams application, and of its consumer group. */
  public String application() {
    return application;
  }

  /** Positions that are committed, of the topic that is read. */
  public Map<TopicPartition, Long> positions() {
    try {
      Map<TopicPartition, Long> positions = new HashMap<>();
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata().get();
      committed.forEach(
          (partition, offset) -> {
            if (offset != null && partition.topic().equals(plan.stream().topic())) {
              positions.put(partition, offset.offset());
            }
          });
      return positions;
    } catch (ExecutionException e) {
      return Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  /** The view's state; its lag is left at 0. */
  public EmittedStatus status() {
    return new EmittedStatus(
        plan.name(),
        plan.header().topic(),
        streams.state().name(),
        meters.rows(),
        meters.rejects(),
        meters.lateRows(),
        meters.unmatchedRows(),
        0,
        restoration.restored(),
        restoration.total(),
        "",
        trouble);
  }

  @Override
  public void close() {
    streams.close(CLOSING);
    admin.close();
  }
}
