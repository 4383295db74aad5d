// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A table of a Hadoop catalog and the Apache Iceberg sink that fills it. The table is made
 * beforehand, by writing its first metadata file, so that the sink infers nothing.
 */
final class IcebergTable {
  private static final Pattern RECORDS = Pattern.compile("\"total-records\" *: *\"(\\d+)\"");

  private final Path warehouse;
  private final Path table;

  private IcebergTable(Path warehouse) {
    this.warehouse = warehouse;
    this.table = warehouse.resolve("db/orders");
  }

  /** Makes the table of nested orders in an empty folder. */
  static IcebergTable nested(Path warehouse) throws IOException {
    IcebergTable made = new IcebergTable(warehouse);
    Path metadata = Files.createDirectories(made.table.resolve("metadata"));
    try (InputStream form = IcebergTable.class.getResourceAsStream("/iceberg/nested.json")) {
      String text = new String(form.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(
          metadata.resolve("v1.metadata.json"), text.replace("@location@", "file:" + made.table));
    }
    Files.writeString(metadata.resolve("version-hint.text"), "1");
    return made;
  }

  /** The sink, with the polls that suit it best and the converter that costs it least. */
  Contender sink(Path plugins, String bootstrapServers) {
    Map<String, String> properties = new HashMap<>();
    properties.put("connector.class", "org.apache.iceberg.connect.IcebergSinkConnector");
    properties.put("tasks.max", "2");
    properties.put("value.converter", OrderConverter.class.getName());
    properties.put("value.converter." + OrderConverter.IS_NESTED, "true");
    properties.put("consumer.override.max.poll.records", "500");
    properties.put("iceberg.kafka.bootstrap.servers", bootstrapServers);
    properties.put("iceberg.tables", "db.orders");
    properties.put("iceberg.catalog.type", "hadoop");
    properties.put("iceberg.catalog.warehouse", "file:" + warehouse);
    properties.put("iceberg.hadoop.fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    properties.put("iceberg.control.topic", "control-" + warehouse.getFileName());
    properties.put("iceberg.control.commit.interval-ms", "10000");
    return new Contender("iceberg-sink-nested", Contender.JVM, plugins, properties);
  }

  /** Rows of the table's newest snapshot. */
  long rows() throws IOException {
    Path metadata = table.resolve("metadata");
    String version = Files.readString(metadata.resolve("version-hint.text")).trim();
    return RECORDS
        .matcher(Files.readString(metadata.resolve("v" + version + ".metadata.json")))
        .results()
        .map(MatchResult::group)
        .map(found -> Long.parseLong(found.replaceAll("\\D", "")))
        .reduce(0L, (before, last) -> last);
  }

  /** Pattern of its data files. */
  String files() {
    return table + "/data/*.parquet";
  }
}
