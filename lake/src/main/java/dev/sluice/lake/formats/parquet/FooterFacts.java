// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.lake.formats.ColumnFacts;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** What the footer of a file tells of its columns, but for those within lists and maps. */
final class FooterFacts {
  /** Longer bounds cost every reader of the table more than they spare it. */
  private static final int LONGEST_BOUND = 64;

  private FooterFacts() {}

  /** By the columns' field ids. */
  static Map<Integer, ColumnFacts> of(ParquetMetadata footer) {
    Map<Integer, Sums> sums = new TreeMap<>();
    Set<String> repeated = new HashSet<>();
    footer.getFileMetaData().getSchema().getColumns().stream()
        .filter(column -> column.getMaxRepetitionLevel() > 0)
        .forEach(column -> repeated.add(String.join(".", column.getPath())));
    for (BlockMetaData group : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        PrimitiveType type = chunk.getPrimitiveType();
        if (type.getId() != null && !repeated.contains(chunk.getPath().toDotString())) {
          sums.computeIfAbsent(type.getId().intValue(), id -> new Sums(type)).add(chunk);
        }
      }
    }
    Map<Integer, ColumnFacts> facts = new HashMap<>();
    sums.forEach((id, sum) -> facts.put(id, sum.facts()));
    return facts;
  }

  /** One column over all row groups. */
  private static final class Sums {
    private final PrimitiveType type;
    private long bytes;
    private long values;
    private Statistics<?> statistics;
    private boolean bounded = true;

    Sums(PrimitiveType type) {
      this.type = type;
    }

    void add(ColumnChunkMetaData chunk) {
      bytes += chunk.getTotalSize();
      values += chunk.getValueCount();
      Statistics<?> of = chunk.getStatistics();
      // Where every value is null, there is nothing to be within bounds.
      bounded &= of.hasNonNullValue() || of.getNumNulls() == chunk.getValueCount();
      if (statistics == null) {
        statistics = of.copy();
      } else {
        statistics.mergeStatistics(of);
      }
    }

    ColumnFacts facts() {
      byte[] least = null;
      byte[] greatest = null;
      if (bounded && statistics.hasNonNullValue() && !isNaN()) {
        least = single(statistics.getMinBytes());
        greatest = single(statistics.getMaxBytes());
      }
      boolean known = least != null && Math.max(least.length, greatest.length) <= LONGEST_BOUND;
      return new ColumnFacts(
          bytes, values, statistics.getNumNulls(), known ? least : null, known ? greatest : null);
    }

    private boolean isNaN() {
      PrimitiveTypeName name = type.getPrimitiveTypeName();
      return (name == PrimitiveTypeName.FLOAT || name == PrimitiveTypeName.DOUBLE)
          && (Double.isNaN(((Number) statistics.genericGetMin()).doubleValue())
              || Double.isNaN(((Number) statistics.genericGetMax()).doubleValue()));
    }

    /**
     * Parquet's plain bytes are Iceberg's, but for decimals: big-endian, and no longer than need
     * be.
     */
    private byte[] single(byte[] plain) {
      if (!(type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation)) {
        return plain;
      }
      ByteBuffer little = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
      BigInteger unscaled =
          switch (type.getPrimitiveTypeName()) {
            case INT32 -> BigInteger.valueOf(little.getInt());
            case INT64 -> BigInteger.valueOf(little.getLong());
            default -> new BigInteger(plain);
          };
      return unscaled.toByteArray();
    }
  }
}
