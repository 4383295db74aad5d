// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlServerTest {
  private final ControlServer control = ControlServer.start();

  /** What a task of ours shows over JMX. */
  public interface NumbersMXBean {
    long getRecordsTotal();

    long getBufferedBytes();

    double getFreshnessMs();

    String getState();
  }

  private record Numbers(long getRecordsTotal, long getBufferedBytes, double getFreshnessMs)
      implements NumbersMXBean {
    @Override
    public String getState() {
      return "words are no metric";
    }
  }

  @AfterEach
  void stop() {
    control.close();
  }

  @Test
  void showsOurBeansAsSeriesWithLabels() throws Exception {
    ObjectName name = new ObjectName("sluice:type=task,connector=orders-lake,task=0");
    ManagementFactory.getPlatformMBeanServer().registerMBean(new Numbers(12, 7, 1.5), name);
    try {
      assertThat(get("/metrics").body())
          .contains("# TYPE sluice_task_records_total counter")
          .contains("sluice_task_records_total{connector=\"orders-lake\",task=\"0\"} 12.0")
          .contains("# TYPE sluice_task_buffered_bytes gauge")
          .contains("sluice_task_buffered_bytes{connector=\"orders-lake\",task=\"0\"} 7.0")
          .contains("sluice_task_freshness_ms{connector=\"orders-lake\",task=\"0\"} 1.5")
          .doesNotContain("sluice_task_state");
    } finally {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    }
  }

  @Test
  void showsTheMemoryOfTheProcessUnderOurPrefixesOnly() throws Exception {
    List<String> series =
        get("/metrics").body().lines().filter(line -> !line.startsWith("#")).toList();
    assertThat(series)
        .anyMatch(line -> line.startsWith("sluice_jvm_memory_bytes{area=\"heap\",kind=\"used\"}"))
        .anyMatch(line -> line.startsWith("sluice_process_cpu_seconds_total "))
        .anyMatch(line -> line.startsWith("sluice_jvm_gc_seconds_total{collector="))
        .allMatch(line -> line.startsWith("sluice_") || line.startsWith("kafka_"));
  }

  @Test
  void isHealthyUntilACheckComplains() throws Exception {
    List<String> problems = new ArrayList<>();
    control.healthCheck(() -> problems).healthCheck(List::of);
    HttpResponse<String> well = get("/health");
    problems.add("orders-lake task 0 failed: disk full");
    HttpResponse<String> ill = get("/health");

    assertThat(well.statusCode()).isEqualTo(200);
    assertThat(well.body()).isEqualTo("{\"healthy\":true}");
    assertThat(ill.statusCode()).isEqualTo(503);
    assertThat(ill.body())
        .contains("\"healthy\":false", "\"reasons\":[\"orders-lake task 0 failed: disk full\"]");
  }

  @Test
  void answersWithTheHandlerOfThePath() throws Exception {
    control.handle(
        "/echo",
        request ->
            Response.json(
                Map.of("path", request.path(), "q", request.parameter("q").orElse("none"))));
    assertThat(get("/echo/a%20b?q=x%26y").body()).contains("/echo/a b", "x&y");
    assertThat(get("/echoes").statusCode()).isEqualTo(404);
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void tellsWhetherTheRequestOrTheServerIsWrong() throws Exception {
    control.handle("/bad", request -> reject()).handle("/broken", request -> fail());
    assertThat(get("/bad").statusCode()).isEqualTo(400);
    assertThat(get("/bad").body()).isEqualTo("{\"error\":\"table is missing\"}");
    assertThat(get("/broken").statusCode()).isEqualTo(500);
    assertThat(get("/broken").body()).isEqualTo("{\"error\":\"the file is gone\"}");
  }

  @Test
  void refusesANameThatWasPointedToLoopback() throws Exception {
    assertThat(raw("GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403")
        .doesNotContain("healthy");
    String host = control.uri().getAuthority();
    assertThat(
            raw(
                "POST /health HTTP/1.1\r\nHost: "
                    + host
                    + "\r\nOrigin: http://evil.example\r\nContent-Length: 0\r\n"
                    + "Connection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void demandsTheToken() throws Exception {
    InetSocketAddress any = new InetSocketAddress("0.0.0.0", 0);
    assertThatThrownBy(() -> ControlServer.start(any, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without a token");
    try (ControlServer open = ControlServer.start(any, Optional.of("secret"))) {
      HttpRequest.Builder ask = HttpRequest.newBuilder(open.uri().resolve("/health"));
      assertThat(send(ask).statusCode()).isEqualTo(401);
      assertThat(send(ask.setHeader("Authorization", "Bearer wrong")).statusCode()).isEqualTo(401);
      assertThat(send(ask.setHeader("Authorization", "Bearer secret")).statusCode()).isEqualTo(200);
    }
  }

  private static Response reject() throws BadRequestException {
    throw new BadRequestException("table is missing");
  }

  private static Response fail() throws IOException {
    throw new IOException("the file is gone");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(control.uri().resolve(path)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  /** The JDK's client does not let a test forge these headers. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(control.uri().getHost(), control.uri().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
