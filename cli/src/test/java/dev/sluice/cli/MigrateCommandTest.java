// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MigrateCommandTest {
  private static final String GOOD =
      """
      "connector.class": "io.confluent.connect.s3.S3SinkConnector",
      "topics": "orders",
      "s3.bucket.name": "lake",
      "flush.size": 1000,
      "storage.class": "io.confluent.connect.s3.storage.S3Storage",
      "format.class": "io.confluent.connect.s3.format.parquet.ParquetFormat"
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int migrate(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("sink.json"), json);
    CommandLine line = Main.line();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute("migrate", file.toString());
  }

  @Test
  void saysThatOnlyTheClassChanges() throws IOException {
    assertThat(migrate("{\"name\": \"o\", \"config\": {" + GOOD + "}}")).isZero();
    assertThat(out.toString())
        .contains("kept     format.class: becomes format = parquet")
        .endsWith(
            "Change connector.class to dev.sluice.connect.lake.S3SinkConnector and nothing else.\n");
  }

  @Test
  void namesWhatCannotBeHonouredAndWhatNobodyKnows() throws IOException {
    String json = "{" + GOOD + ", \"s3.wan.mode\": true, \"flush.sise\": 1}";
    assertThat(migrate(json)).isEqualTo(1);
    assertThat(out.toString())
        .contains("refused  s3.wan.mode: goes with s3.path.style.access.enabled=false only")
        .contains("unknown  flush.sise: is not a property of")
        .endsWith(
            "1 to change before connector.class can become dev.sluice.connect.lake.S3SinkConnector.\n");
  }

  @ParameterizedTest
  @CsvSource({
    "gcs.GcsSinkConnector, gcs., gcs.bucket.name, GcsSinkConnector",
    "azure.blob.AzureBlobStorageSinkConnector, azure.blob., azblob.account.name, AzureBlobSinkConnector",
    "azure.datalake.gen2.AzureDataLakeGen2SinkConnector, azure.storage., azure.datalake.gen2.account.name,"
        + " AzureDataLakeGen2SinkConnector"
  })
  void knowsTheSinksOfOtherClouds(String former, String formats, String place, String ours)
      throws IOException {
    String classes = "io.confluent.connect.";
    String json =
        String.format(
            "{\"connector.class\": \"%s%s\", \"%s\": \"lake\", \"flush.size\": 10,"
                + " \"format.class\": \"%s%sformat.avro.AvroFormat\"}",
            classes, former, place, classes, formats);
    assertThat(migrate(json)).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("noted    schema.compatibility: is left out")
        .endsWith(
            "Change connector.class to dev.sluice.connect.lake." + ours + " and nothing else.\n");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThat(migrate("{" + GOOD.replace("\"s3.bucket.name\": \"lake\",", "") + "}")).isEqualTo(1);
    assertThat(out.toString()).contains("refused  s3.bucket.name is missing");
  }

  @Test
  void knowsNoOtherClasses() throws IOException {
    assertThat(migrate("{\"connector.class\": \"com.example.Sink\"}")).isEqualTo(3);
    assertThat(err.toString())
        .contains("has connector.class=com.example.Sink, which is not known here; known are");
  }

  @Test
  void saysThatAFileIsNoJson() throws IOException {
    assertThat(migrate("name=orders")).isEqualTo(3);
    assertThat(err.toString()).contains("Unrecognized token 'name'");
  }
}
