// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.runtime.Eventually;
import dev.sluice.runtime.Records;
import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.broker.EmbeddedBroker;
import dev.sluice.runtime.http.ControlServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class EmbeddedWorkerTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Backoff QUICK = new Backoff(Duration.ofMillis(300), Duration.ofSeconds(2));

  @TempDir private static Path folder;
  private EmbeddedBroker broker;
  private EmbeddedWorker worker;

  @BeforeAll
  void start() throws IOException {
    broker = EmbeddedBroker.start(folder.resolve("kafka"));
    worker =
        EmbeddedWorker.start(
            WorkerSettings.local("orders", broker.bootstrapServers(), PluginFolder.make(folder)));
  }

  @AfterAll
  void stop() {
    worker.close();
    broker.close();
  }

  @Test
  void carriesRecordsToASinkAndShowsItsMetrics() throws Exception {
    Path lines = folder.resolve("carried.txt");
    Records.write(broker.bootstrapServers(), "carried", "a", "b");
    worker.apply(Map.of("carry", sink("carried", lines)));

    awaitLines(lines, List.of("a", "b"));
    try (ControlServer control = ControlServer.start()) {
      long start = System.nanoTime();
      String page = get(control.uri().resolve("/metrics")).body();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(page)
          .containsPattern(
              "kafka_connect_sink_task_metrics_sink_record_read_total\\{.*connector=\"carry\".*\\} 2")
          .containsPattern("kafka_connect_connector_task_metrics_running_ratio\\{")
          .contains(
              "kafka_consumer_records_lag"
                  + "{client_id=\"connector-consumer-carry-0\",partition=\"0\",topic=\"carried\"} 0")
          .containsPattern("kafka_consumer_records_consumed_total\\{client_id=\".*carry-0\"\\} 2")
          .containsPattern("kafka_server_topic_messagesin_total\\{topic=\"carried\"\\} 2")
          .containsPattern("kafka_log_logendoffset\\{partition=\"0\",topic=\"carried\"\\} 2");
    }
  }

  @Test
  void leavesAnUnchangedConnectorAloneAndChangesAChangedOne() {
    Map<String, String> config = sink("unchanged", folder.resolve("unchanged.txt"));
    Applied first = worker.apply(Map.of("same", config));
    Applied second = worker.apply(Map.of("same", config));
    Map<String, String> other = sink("unchanged", folder.resolve("other.txt"));
    Applied third = worker.apply(Map.of("same", other));

    assertThat(first.changed()).containsExactly("same");
    assertThat(second).isEqualTo(new Applied(List.of(), List.of("same")));
    assertThat(third.changed()).containsExactly("same");
    assertThat(worker.client().config("same").orElseThrow()).containsAllEntriesOf(other);
  }

  @Test
  void reportsTheComplaintsAboutAllConnectorsAndAppliesTheOthers() {
    Map<String, String> noFile =
        Map.of("connector.class", LineSinkConnector.class.getName(), "topics", "x");
    Map<String, String> noClass = Map.of("connector.class", "dev.sluice.Absent", "topics", "x");
    Map<String, String> good = sink("good", folder.resolve("good.txt"));

    assertThatThrownBy(
            () -> worker.apply(Map.of("a-bad", noFile, "b-worse", noClass, "c-good", good)))
        .isInstanceOf(ConnectRefusal.class)
        .hasMessageContainingAll(
            "2 connectors were refused",
            "Missing required configuration \"file\"",
            "dev.sluice.Absent");
    assertThat(worker.client().connectors()).contains("c-good").doesNotContain("a-bad", "b-worse");
  }

  @Test
  void tellsStatusTasksAndOffsetsAndDeletes() throws Exception {
    Path lines = folder.resolve("told.txt");
    Records.write(broker.bootstrapServers(), "told", "a", "b", "c");
    worker.apply(Map.of("tell", sink("told", lines)));
    awaitLines(lines, List.of("a", "b", "c"));
    ConnectClient client = worker.client();

    Eventually.holds("the task runs", SOON, () -> client.status("tell").running());
    assertThat(client.status("tell").tasks().get(0).worker()).isEqualTo(worker.workerId());
    assertThat(client.tasks("tell")).hasSize(1);
    assertThat(client.tasks("tell").get(0)).containsEntry("file", lines.toString());
    Eventually.holds(
        "offset 3 is committed",
        SOON,
        () -> client.offsets("tell").at("/offsets/0/offset/kafka_offset").asInt() == 3);
    client.delete("tell");
    Eventually.holds("it is gone", SOON, () -> !client.connectors().contains("tell"));
    assertThat(client.config("tell")).isEmpty();
  }

  @Test
  void aFailedTaskTurnsHealthAndIsRestartedUntilItRuns() throws Exception {
    Path broken = Files.createFile(folder.resolve("broken"));
    Path lines = folder.resolve("healed.txt");
    Map<String, String> config =
        Map.of(
            "connector.class", LineSinkConnector.class.getName(),
            "topics", "healed",
            "file", lines.toString(),
            "broken", broken.toString());
    Records.write(broker.bootstrapServers(), "healed", "a");
    try (TaskKeeper keeper =
            TaskKeeper.watch(worker.client(), worker.workerId(), Duration.ofMillis(100), QUICK);
        ControlServer control = ControlServer.start().healthCheck(keeper)) {
      URI health = control.uri().resolve("/health");
      worker.apply(Map.of("heal", config));

      Eventually.holds("health is 503", SOON, () -> get(health).statusCode() == 503);
      Eventually.holds("the reason is told", SOON, () -> get(health).body().contains("paper"));
      Eventually.holds(
          "it was restarted twice",
          SOON,
          () -> keeper.troubles().stream().anyMatch(trouble -> trouble.restarts() >= 2));
      Files.delete(broken);
      awaitLines(lines, List.of("a"));
      Eventually.holds("health is 200", SOON, () -> get(health).statusCode() == 200);
      Eventually.holds("the trouble is forgotten", SOON, () -> keeper.troubles().isEmpty());
    }
  }

  @Test
  void leavesTheTasksOfAnotherWorkerToIt() throws Exception {
    Path broken = Files.createFile(folder.resolve("broken-elsewhere"));
    Map<String, String> config =
        Map.of(
            "connector.class", LineSinkConnector.class.getName(),
            "topics", "elsewhere",
            "file", folder.resolve("elsewhere.txt").toString(),
            "broken", broken.toString());
    Backoff quick = new Backoff(Duration.ofMillis(10), Duration.ofMillis(10));
    Duration poll = Duration.ofMillis(20);
    ConnectClient client = worker.client();
    try (TaskKeeper stranger = TaskKeeper.watch(client, "elsewhere:8083", poll, quick);
        TaskKeeper owner = TaskKeeper.watch(client, worker.workerId(), poll, quick)) {
      worker.apply(Map.of("elsewhere", config));

      Eventually.holds("the owner restarts", SOON, () -> restarts(owner, "elsewhere") >= 3);
      assertThat(stranger.problems()).anyMatch(problem -> problem.startsWith("elsewhere task 0"));
      assertThat(restarts(stranger, "elsewhere")).isZero();
    } finally {
      client.delete("elsewhere");
    }
  }

  private static int restarts(TaskKeeper keeper, String connector) {
    return keeper.troubles().stream()
        .filter(trouble -> trouble.id().connector().equals(connector))
        .mapToInt(Trouble::restarts)
        .sum();
  }

  @Test
  void startsWithoutPluginPath() {
    WorkerSettings bare = WorkerSettings.local("bare", broker.bootstrapServers(), List.of());
    try (EmbeddedWorker other = EmbeddedWorker.start(bare)) {
      assertThat(other.client().connectors()).isEmpty();
      assertThatThrownBy(
              () -> other.apply(Map.of("x", Map.of("connector.class", "dev.sluice.Absent"))))
          .isInstanceOf(ConnectRefusal.class)
          .hasMessageContainingAll("dev.sluice.Absent", "Failed to find any class");
    }
  }

  @Test
  void saysWhichSettingIsWrong() {
    WorkerSettings wrong =
        new WorkerSettings(
            "wrong", broker.bootstrapServers(), List.of(), 1, Map.of("plugin.discovery", "guess"));
    assertThatThrownBy(() -> EmbeddedWorker.start(wrong))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("plugin.discovery");
  }

  private static Map<String, String> sink(String topic, Path file) {
    return Map.of(
        "connector.class", LineSinkConnector.class.getName(),
        "topics", topic,
        "file", file.toString());
  }

  private static void awaitLines(Path file, List<String> lines) {
    Eventually.holds(
        file + " holds " + lines,
        SOON,
        () -> {
          try {
            return Files.exists(file) && Files.readAllLines(file).equals(lines);
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static HttpResponse<String> get(URI uri) {
    return HttpClient.newHttpClient()
        .sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .join();
  }
}
