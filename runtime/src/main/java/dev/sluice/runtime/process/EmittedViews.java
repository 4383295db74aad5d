// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.decoders.registry.RegistryClient;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.plan.EmittedPlans;
import dev.sluice.streams.app.EmittedStatus;
import dev.sluice.streams.app.EmittedView;
import dev.sluice.views.ViewRefusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The views of a pipeline that run inside Kafka. One whose topic has no schema yet, or whose
 * registry is away, is tried again each second until it starts.
 */
final class EmittedViews implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmittedViews.class);

  private final List<Running> views = new ArrayList<>();
  private final EmittedPlans plans;
  private final RegistryClient registry;
  private final EmittedView.Place place;
  private final ScheduledExecutorService starter =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "emitted-views");
            thread.setDaemon(true);
            return thread;
          });

  private EmittedViews(
      PipelineFile file, Home home, String registryUrl, Map<String, String> kafkaClient) {
    this.plans = EmittedPlans.of(file, registryUrl);
    this.registry = new RegistryClient(List.of(registryUrl.split(",")), file.registryUserInfo());
    this.place =
        new EmittedView.Place(
            file.name(),
            kafkaClient,
            home.data().resolve("streams"),
            ConnectorPlans.deadLetterTopic(file),
            file.streams());
    file.emitted().forEach(view -> views.add(new Running(view)));
  }

  static EmittedViews start(
      PipelineFile file, Home home, String registryUrl, Map<String, String> kafkaClient) {
    EmittedViews all = new EmittedViews(file, home, registryUrl, kafkaClient);
    if (!all.views.isEmpty()) {
      all.starter.scheduleWithFixedDelay(all::startMissing, 0, 1, TimeUnit.SECONDS);
    }
    return all;
  }

  List<Running> all() {
    return views;
  }

  private void startMissing() {
    for (Running view : views) {
      if (view.running == null && view.refusal.isEmpty()) {
        view.tryToStart();
      }
    }
    if (views.stream().allMatch(view -> view.running != null)) {
      starter.shutdown();
    }
  }

  /** One view, started or not. */
  final class Running {
    private final PipelineFile.Emitted definition;
    private volatile EmittedView running;
    private volatile String waitingFor = "its start";
    private volatile String refusal = "";

    Running(PipelineFile.Emitted definition) {
      this.definition = definition;
    }

    private void tryToStart() {
      try {
        EmittedPlans.Planned planned = plans.plan(definition);
        if (planned.plan().isPresent()) {
          running = EmittedView.start(planned.plan().get(), registry, place);
          waitingFor = "";
        } else {
          waitingFor = planned.unknown();
        }
      } catch (UnavailableException e) {
        waitingFor = e.getMessage();
      } catch (ViewRefusal | RefusedException e) {
        refusal = e.getMessage();
        LOG.error("View {} does not start: {}", definition.name(), e.getMessage());
      } catch (RuntimeException e) {
        waitingFor = "another try: " + e;
        LOG.warn("View {} did not start; it is tried again", definition.name(), e);
      }
    }

    /** Topic that it reads. */
    String stream() {
      return definition.stream();
    }

    EmittedStatus status() {
      EmittedView started = running;
      return started != null
          ? started.status()
          : new EmittedStatus(
              definition.name(),
              definition.topic(),
              refusal.isEmpty() ? "WAITING" : "FAILED",
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              refusal.isEmpty() ? waitingFor : "",
              refusal);
    }

    Map<TopicPartition, Long> positions() {
      Map<TopicPartition, Long> positions = new HashMap<>();
      if (running != null) {
        running
            .positions()
            .forEach(
                (partition, offset) ->
                    positions.put(
                        new TopicPartition(partition.topic(), partition.partition()), offset));
      }
      return positions;
    }
  }

  @Override
  public void close() {
    starter.shutdownNow();
    views.parallelStream()
        .filter(view -> view.running != null)
        .forEach(view -> view.running.close());
    plans.close();
  }
}
