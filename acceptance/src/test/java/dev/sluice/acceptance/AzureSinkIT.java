// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import dev.sluice.runtime.worker.EmbeddedWorker;
import dev.sluice.runtime.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The properties of Confluent's two sinks for Azure, from where their groups have stopped. */
class AzureSinkIT {
  private static final List<String> ALL = List.of("10", "2", "3", "4", "5", "6", "7", "8", "9");

  @TempDir private Path folder;

  @Test
  void writesTheSameNamesFromWhereTheGroupHasStopped() throws Exception {
    try (Azurite azurite = Azurite.start();
        Company company = Company.open(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", company.bootstrapServers()));
        EmbeddedWorker worker =
            EmbeddedWorker.start(
                WorkerSettings.local("own", company.bootstrapServers(), List.of(Sales.PLUGINS)))) {
      Sales.createTopic(admin);
      Sales.send(company, 0, 12);
      for (String group : List.of("connect-blob", "connect-gen2")) {
        admin
            .alterConsumerGroupOffsets(group, Map.of(Sales.P0, new OffsetAndMetadata(2)))
            .all()
            .get();
      }
      BlobContainerClient lake = azurite.container("lake");
      lake.create();
      worker.client().configure("blob", blob(azurite));
      Waiting.until(() -> rows(lake, "topics/"), ALL);
      assertThat(objects(lake, "topics/")).containsExactlyElementsOf(names("topics/"));
      BlobContainerClient topics = azurite.container("topics");
      topics.create();
      worker.client().configure("gen2", gen2(azurite));
      Waiting.until(() -> rows(topics, "sales/"), ALL);
      assertThat(objects(topics, "sales/")).containsExactlyElementsOf(names(""));
    }
  }

  private static List<String> names(String root) {
    String month = root + "sales/year=2026/month=03/";
    return List.of(
        month + "day=29/sales+0+0000000003.json.gz",
        month + "day=29/sales+0+0000000005.json.gz",
        month + "day=29/sales+0+0000000009.json.gz",
        month + "day=30/sales+0+0000000002.json.gz",
        month + "day=30/sales+0+0000000006.json.gz",
        month + "day=30/sales+0+0000000008.json.gz");
  }

  private static Map<String, String> blob(Azurite azurite) {
    Map<String, String> config = Sales.config();
    config.putAll(azurite.properties());
    config.put("connector.class", "dev.sluice.connect.lake.AzureBlobSinkConnector");
    config.put("azblob.account.name", Azurite.ACCOUNT);
    config.put("azblob.account.key", azurite.key());
    config.put("azblob.container.name", "lake");
    config.put("format.class", "io.confluent.connect.azure.blob.format.json.JsonFormat");
    config.put("az.compression.type", "gzip");
    return config;
  }

  private static Map<String, String> gen2(Azurite azurite) {
    Map<String, String> config = Sales.config();
    config.putAll(azurite.properties());
    config.put("connector.class", "dev.sluice.connect.lake.AzureDataLakeGen2SinkConnector");
    config.put("azure.datalake.gen2.account.name", Azurite.ACCOUNT);
    config.put("azure.datalake.gen2.access.key", azurite.key());
    config.put("format.class", "io.confluent.connect.azure.storage.format.json.JsonFormat");
    config.put("az.compression.type", "gzip");
    return config;
  }

  private static List<String> objects(BlobContainerClient container, String prefix) {
    List<String> names = new ArrayList<>();
    for (BlobItem blob : container.listBlobs()) {
      if (blob.getName().startsWith(prefix) && !blob.getName().contains("_sluice/")) {
        names.add(blob.getName());
      }
    }
    return names;
  }

  private static List<String> rows(BlobContainerClient container, String prefix)
      throws IOException {
    List<String> ids = new ArrayList<>();
    for (String name : objects(container, prefix)) {
      ids.addAll(Sales.ids(container.getBlobClient(name).downloadContent().toBytes()));
    }
    return ids.stream().sorted().toList();
  }
}
