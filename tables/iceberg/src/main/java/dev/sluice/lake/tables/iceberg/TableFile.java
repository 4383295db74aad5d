// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.lake.files.Manifest;
import dev.sluice.lake.formats.ColumnFacts;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;

/** What a table's metadata says of a file of a manifest. */
final class TableFile {
  private TableFile() {}

  /**
   * @param path as the metadata says it
   * @param partition values of its rows' partition, one for each field of {@code spec}
   */
  static DataFile of(String path, Manifest.Entry file, PartitionSpec spec, List<Object> partition) {
    PartitionData values = new PartitionData(spec.partitionType());
    for (int i = 0; i < partition.size(); i++) {
      values.set(i, partition.get(i));
    }
    return DataFiles.builder(spec)
        .withPath(path)
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(file.bytes())
        .withPartition(values)
        .withMetrics(metrics(file))
        .build();
  }

  private static Metrics metrics(Manifest.Entry file) {
    Map<Integer, Long> sizes = new HashMap<>();
    Map<Integer, Long> values = new HashMap<>();
    Map<Integer, Long> nulls = new HashMap<>();
    Map<Integer, ByteBuffer> least = new HashMap<>();
    Map<Integer, ByteBuffer> greatest = new HashMap<>();
    for (Map.Entry<Integer, ColumnFacts> column : file.facts().columns().entrySet()) {
      int id = column.getKey();
      ColumnFacts facts = column.getValue();
      sizes.put(id, facts.bytes());
      values.put(id, facts.values());
      nulls.put(id, facts.nulls());
      if (facts.least() != null && facts.greatest() != null) {
        least.put(id, ByteBuffer.wrap(facts.least()));
        greatest.put(id, ByteBuffer.wrap(facts.greatest()));
      }
    }
    return new Metrics(file.rows(), sizes, values, nulls, Map.of(), least, greatest);
  }
}
