// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The connectors' reference pages are what their declared settings say. */
class ReferencePagesIT {
  @ParameterizedTest
  @CsvSource({
    "lake, lake-sink, dev.sluice.connect.lake.LakeSinkConnector",
    "lake, s3-sink, dev.sluice.connect.lake.S3SinkConnector",
    "lake, gcs-sink, dev.sluice.connect.lake.GcsSinkConnector",
    "lake, azure-sink, dev.sluice.connect.lake.AzureBlobSinkConnector",
    "lake, azure-datalake-sink, dev.sluice.connect.lake.AzureDataLakeGen2SinkConnector",
    "warehouse, warehouse-sink, dev.sluice.connect.warehouse.WarehouseSinkConnector"
  })
  void areUpToDate(String plugin, String name, String connector)
      throws IOException, InterruptedException {
    String classPath =
        "cli/target/sluice/plugins/sluice-connect-" + plugin + "/*:cli/target/sluice/lib/*";
    String page = "docs/reference/" + name + ".md";
    Process java =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                classPath,
                "dev.sluice.connect.ConnectorPage",
                connector)
            .directory(Sources.ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String written = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).isZero();
    Path file = Sources.ROOT.resolve(page);
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as(
            "%s is stale; write it again: java -cp '%s' dev.sluice.connect.ConnectorPage %s > %s",
            page, classPath, connector, page)
        .isEqualTo(written);
  }
}
