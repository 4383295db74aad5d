// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.registry.RegistrySettings;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.runtime.broker.EmbeddedBroker;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.home.Running;
import dev.sluice.runtime.http.ControlServer;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import dev.sluice.runtime.worker.EmbeddedWorker;
import dev.sluice.runtime.worker.TaskKeeper;
import dev.sluice.runtime.worker.WorkerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one process: broker and registry where the pipeline file names no external ones, a
 * distributed Connect worker with our plug-ins isolated on its path, and the control server.
 */
public final class SluiceProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SluiceProcess.class);

  private final PipelineFile file;
  private final Home home;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private String bootstrapServers;
  private String registryUrl;
  private EmbeddedWorker worker;
  private TaskKeeper keeper;
  private ControlServer control;
  private Warehouse warehouse;
  private ConnectorPlans plans;
  private StatusPage status;
  private EmittedViews emitted;
  private BatchLayers batches;
  private Replays replays;
  private ViewAges ages;

  private SluiceProcess(PipelineFile file, Home home) {
    this.file = file;
    this.home = home;
  }

  /**
   * Starts all parts; when it returns, connectors have been handed to the worker.
   *
   * @param plugins folder with one folder per plug-in
   * @throws dev.sluice.runtime.StartupException if a part does not start; what had started is
   *     stopped
   */
  public static SluiceProcess start(PipelineFile file, Home home, Path plugins) throws IOException {
    SluiceProcess process = new SluiceProcess(file, home);
    boolean started = false;
    try {
      process.startKafka();
      process.startWarehouse();
      process.startWorker(plugins);
      process.startEmitted();
      process.batches = process.part(BatchLayers.start(process));
      process.replays = process.part(Replays.start(process));
      process.ages = process.part(ViewAges.start(process));
      process.part(ObjectiveLimits.publish(file));
      process.startControl();
      started = true;
      return process;
    } finally {
      if (!started) {
        process.close();
      }
    }
  }

  private void startKafka() {
    if (file.bootstrapServers().isPresent()) {
      bootstrapServers = file.bootstrapServers().get();
    } else {
      EmbeddedBroker broker = part(EmbeddedBroker.start(home.broker()));
      bootstrapServers = broker.bootstrapServers();
    }
    Topics.ensure(file, kafkaClient());
    if (file.registryUrl().isPresent()) {
      registryUrl = file.registryUrl().get();
    } else {
      SchemaRegistry registry =
          part(
              SchemaRegistry.start(
                  RegistrySettings.of(bootstrapServers)
                      .withClient(Map.copyOf(file.kafkaClient()))));
      registryUrl = registry.url().toString();
      ProcessConfigProvider.set(ProcessConfigProvider.REGISTRY_URL, registryUrl);
    }
  }

  /**
   * The DuckDB file, if there is one, before anything else could use it: it belongs to one process.
   */
  private void startWarehouse() {
    String registry =
        file.registryUrl()
            .orElse(ProcessConfigProvider.reference(ProcessConfigProvider.REGISTRY_URL));
    plans = new ConnectorPlans(file, home, registry, clientReferences());
    warehouse = part(Warehouse.open(file, plans));
  }

  /**
   * For tasks' own clients: a password or a changing port is no part of a connector's properties.
   */
  private Map<String, String> clientReferences() {
    Map<String, String> references = new HashMap<>();
    kafkaClient()
        .forEach(
            (property, value) -> {
              String name = "kafka.client." + property;
              ProcessConfigProvider.set(name, value);
              references.put(property, ProcessConfigProvider.reference(name));
            });
    return references;
  }

  private void startWorker(Path plugins) {
    WorkerSettings settings =
        file.bootstrapServers().isEmpty()
            ? WorkerSettings.local(file.name(), bootstrapServers, List.of(plugins))
            : new WorkerSettings(
                file.name(), bootstrapServers, List.of(plugins), replication(), Map.of());
    worker =
        part(
            EmbeddedWorker.start(
                settings.with(file.kafkaClient()).with(ProcessConfigProvider.workerProperties())));
    TablesMade.find(file, plans, warehouse);
    worker.apply(plans.all());
    keeper = part(TaskKeeper.watch(worker));
  }

  private void startEmitted() {
    emitted = part(EmittedViews.start(file, home, registryUrl, kafkaClient()));
  }

  private int replication() {
    return file.topics().stream()
        .mapToInt(topic -> topic.settings().get(PipelineSettings.TOPIC_REPLICATION).intValue())
        .max()
        .orElse(1);
  }

  private void startControl() throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(
            file.http().get(PipelineSettings.HTTP_HOST),
            Math.toIntExact(file.http().get(PipelineSettings.HTTP_PORT)));
    control = part(ControlServer.start(address, Optional.empty()));
    status = part(new StatusPage(this));
    control
        .healthCheck(keeper)
        .handle("/status", status)
        .handle("/sql", new SqlPage(warehouse))
        .handle("/verify", new VerifyPage(this))
        .handle("/batch", new BatchPage(batches))
        .handle("/replay", new ReplayPage(replays));
    Running running =
        new Running(ProcessHandle.current().pid(), control.uri(), bootstrapServers, file.name());
    home.announce(running);
    parts.push(() -> home.withdraw(running));
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  public PipelineFile file() {
    return file;
  }

  public Home home() {
    return home;
  }

  public ControlServer control() {
    return control;
  }

  public EmbeddedWorker worker() {
    return worker;
  }

  public TaskKeeper keeper() {
    return keeper;
  }

  public String registryUrl() {
    return registryUrl;
  }

  public ConnectorPlans plans() {
    return plans;
  }

  /** What the pipeline has moved so far. */
  public PipelineStatus status() {
    return status.status();
  }

  EmittedViews emitted() {
    return emitted;
  }

  BatchLayers batches() {
    return batches;
  }

  ViewAges ages() {
    return ages;
  }

  Replays replays() {
    return replays;
  }

  Warehouse warehouse() {
    return warehouse;
  }

  /** Properties that every Kafka client of this process needs. */
  public Map<String, String> kafkaClient() {
    Map<String, String> client = new HashMap<>(file.kafkaClient());
    client.put("bootstrap.servers", bootstrapServers);
    return client;
  }

  /** Stops the parts in the reverse order of their start. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("Stopping a part of the process failed", e);
      }
    }
  }
}
