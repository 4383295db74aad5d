// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/**
 * One Parquet file, written through parquet-java's column writers: no record object, no write
 * support.
 */
final class ParquetFile implements FileWriter {
  private static final int BLOOM_FILTER_BYTES = 1 << 20;
  private static final int PAGES_PER_ROW_LIMIT = 5;
  private static final int STATISTICS_BYTES = 64;
  private static final int INDEX_BYTES = 64;

  private final ParquetFormat format;
  private final Types.StructType type;
  private final int batchRows;
  private final CountedOutput out;
  private final MessageType schema;
  private final ParquetProperties properties;
  private final ParquetFileWriter file;
  private final List<Node> columns = new ArrayList<>();
  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore store;
  private long rows;

  ParquetFile(ParquetFormat format, Types.StructType type, OutputStream stream, int batchRows)
      throws IOException {
    this.format = format;
    this.type = type;
    this.batchRows = batchRows;
    this.out = new CountedOutput(stream);
    this.schema = new ParquetTypes(format.options().twoLevelLists()).message(type);
    this.properties = properties(format.options(), batchRows);
    this.file =
        new ParquetFileWriter(
            out,
            schema,
            ParquetFileWriter.Mode.OVERWRITE,
            format.options().rowGroupBytes(),
            0,
            INDEX_BYTES,
            STATISTICS_BYTES,
            true);
    file.start();
  }

  private static ParquetProperties properties(ParquetOptions options, int batchRows) {
    ParquetProperties.Builder properties =
        ParquetProperties.builder()
            .withPageSize(options.pageBytes())
            .withDictionaryPageSize(options.pageBytes())
            .withDictionaryEncoding(options.dictionary())
            // The store looks at page sizes only between batches: in the middle of one, columns are
            // not equally long, and a page ended there would count rows that other columns lack.
            .estimateRowCountForPageSizeCheck(false)
            .withMinRowCountForPageSizeCheck(batchRows)
            .withPageRowCountLimit(batchRows * PAGES_PER_ROW_LIMIT)
            .withValuesWriterFactory(new DefaultV1ValuesWriterFactory());
    if (!options.bloomFilters().isEmpty()) {
      // Filters of several sizes are filled, and the smallest that is large enough is written.
      properties.withAdaptiveBloomFilterEnabled(true).withMaxBloomFilterBytes(BLOOM_FILTER_BYTES);
      options.bloomFilters().forEach(column -> properties.withBloomFilterEnabled(column, true));
    }
    return properties.build();
  }

  @Override
  public void write(ColumnBatch batch) throws IOException {
    if (store == null) {
      startRowGroup();
    }
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).all(batch.column(i));
    }
    for (int row = 0; row < batch.rows(); row++) {
      store.endRecord();
    }
    rows += batch.rows();
    // After a shorter batch the store's checks would fall into the middle of the next one.
    if (batch.rows() < batchRows || store.getBufferedSize() >= format.options().rowGroupBytes()) {
      endRowGroup();
    }
  }

  private void startRowGroup() {
    pages =
        new ColumnChunkPageWriteStore(
            format.codec().newCompressor(),
            schema,
            new HeapByteBufferAllocator(),
            INDEX_BYTES,
            true);
    store = properties.newColumnWriteStore(schema, pages, pages);
    columns.clear();
    List<ColumnDescriptor> leaves = schema.getColumns();
    LeafCursor cursor = new LeafCursor(leaves);
    for (Types.NestedField field : type.fields()) {
      columns.add(node(field.type(), field.isOptional(), 0, cursor));
    }
  }

  /** Hands out the schema's leaves in order. */
  private static final class LeafCursor {
    private final List<ColumnDescriptor> leaves;
    private int next;

    LeafCursor(List<ColumnDescriptor> leaves) {
      this.leaves = leaves;
    }

    ColumnDescriptor next() {
      return leaves.get(next++);
    }
  }

  private Node node(Type field, boolean optional, int level, LeafCursor leaves) {
    return switch (field.typeId()) {
      case STRUCT -> {
        List<Node> fields = new ArrayList<>();
        for (Types.NestedField child : field.asStructType().fields()) {
          fields.add(node(child.type(), child.isOptional(), level, leaves));
        }
        yield new Node.StructNode(optional, fields);
      }
      case LIST -> {
        Types.ListType list = field.asListType();
        yield new Node.ListNode(
            optional,
            level + 1,
            node(list.elementType(), list.isElementOptional(), level + 1, leaves));
      }
      case MAP -> {
        Types.MapType map = field.asMapType();
        Node key = node(map.keyType(), false, level + 1, leaves);
        Node value = node(map.valueType(), map.isValueOptional(), level + 1, leaves);
        yield new Node.MapNode(optional, level + 1, key, value);
      }
      default -> new Node.LeafNode(optional, leaf(field), store.getColumnWriter(leaves.next()));
    };
  }

  private static Leaf leaf(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> new Leaf.Booleans();
      case INTEGER, DATE -> new Leaf.Ints();
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> new Leaf.Longs();
      case FLOAT -> new Leaf.Floats();
      case DOUBLE -> new Leaf.Doubles();
      case STRING, BINARY, FIXED, UUID -> new Leaf.ByteStrings();
      case DECIMAL -> {
        int precision = ((Types.DecimalType) type).precision();
        yield precision <= 9
            ? new Leaf.LongsAsInts()
            : precision <= 18
                ? new Leaf.Longs()
                : new Leaf.LongDecimals(ParquetTypes.decimalLength(precision));
      }
      default -> throw new IllegalArgumentException("Parquet has no leaf for " + type);
    };
  }

  private void endRowGroup() throws IOException {
    file.startBlock(rows);
    store.flush();
    pages.flushToFileWriter(file);
    file.endBlock();
    store.close();
    pages.close();
    store = null;
    rows = 0;
  }

  @Override
  public long bytes() {
    return out.getPos();
  }

  @Override
  public void close() throws IOException {
    if (store != null) {
      endRowGroup();
    }
    file.end(Map.of());
    out.close();
  }
}
