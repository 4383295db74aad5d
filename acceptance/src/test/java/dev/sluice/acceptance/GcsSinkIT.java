// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.worker.EmbeddedWorker;
import dev.sluice.runtime.worker.WorkerSettings;
import dev.sluice.testkit.gcs.GcsServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The properties of Confluent's sink for Google Cloud Storage, taken over from a running one. */
class GcsSinkIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @Test
  void takesOverFromARunningConnector() throws Exception {
    try (Company company = Company.open(folder);
        GcsServer gcs = new GcsServer();
        Admin admin = Admin.create(Map.of("bootstrap.servers", company.bootstrapServers()));
        EmbeddedWorker worker =
            EmbeddedWorker.start(
                WorkerSettings.local("own", company.bootstrapServers(), List.of(Sales.PLUGINS)))) {
      gcs.create("lake");
      Sales.createTopic(admin);
      Sales.send(company, 0, 7);
      Map<String, String> former = config(gcs);
      former.put("connector.class", FormerSink.class.getName());
      worker.client().configure("sales-to-gcs", former);
      Waiting.until(() -> Sales.running(worker, "sales-to-gcs"), true);
      migrate(worker, gcs);
      long landed = Sales.committed(admin, "sales-to-gcs");
      Sales.send(company, 7, (int) landed + 6);
      Waiting.until(
          () -> rows(gcs), LongStream.range(landed, landed + 6).mapToObj(Long::toString).toList());
      String first = String.format("sales+0+%010d.json.gz", landed);
      assertThat(objects(gcs))
          .anyMatch(
              name ->
                  name.startsWith("topics/sales/year=2026/month=03/day=") && name.endsWith(first));
    }
  }

  private void migrate(EmbeddedWorker worker, GcsServer gcs) throws Exception {
    Map<String, String> config = config(gcs);
    config.put("connector.class", "io.confluent.connect.gcs.GcsSinkConnector");
    config.put("name", "sales-to-gcs");
    Path json = folder.resolve("sales-to-gcs.json");
    Files.writeString(json, new ObjectMapper().writeValueAsString(config));
    Binary.Finished migrate =
        Binary.run(folder, "migrate", json.toString(), "--connect", worker.restUrl().toString());
    assertThat(migrate.exitCode()).as(migrate.output()).isZero();
    assertThat(worker.client().config("sales-to-gcs").orElseThrow())
        .containsEntry("connector.class", "dev.sluice.connect.lake.GcsSinkConnector");
  }

  private static Map<String, String> config(GcsServer gcs) {
    Map<String, String> config = Sales.config();
    config.put("gcs.bucket.name", "lake");
    config.put("gcs.part.size", "5242880");
    config.put("gcs.endpoint", gcs.url().toString());
    config.put("storage.class", "io.confluent.connect.gcs.storage.GcsStorage");
    config.put("format.class", "io.confluent.connect.gcs.format.json.JsonFormat");
    config.put("gcs.compression.type", "gzip");
    config.put("confluent.topic.bootstrap.servers", "kafka:9092");
    return config;
  }

  private static List<String> objects(GcsServer gcs) throws IOException, InterruptedException {
    String list =
        new String(get(gcs, "/storage/v1/b/lake/o?prefix=topics/sales/"), StandardCharsets.UTF_8);
    List<String> names = new ArrayList<>();
    for (JsonNode item : new ObjectMapper().readTree(list).path("items")) {
      names.add(item.path("name").asText());
    }
    return names;
  }

  private static List<String> rows(GcsServer gcs) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    for (String name : objects(gcs)) {
      String path = URLEncoder.encode(name, StandardCharsets.UTF_8);
      ids.addAll(Sales.ids(get(gcs, "/storage/v1/b/lake/o/" + path + "?alt=media")));
    }
    return ids.stream().sorted(Comparator.comparing(Long::valueOf)).toList();
  }

  private static byte[] get(GcsServer gcs, String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(gcs.url() + path)).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
  }
}
