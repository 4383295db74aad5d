// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.ColumnFacts;
import dev.sluice.lake.formats.FileWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.values.bloomfilter.AdaptiveBlockSplitBloomFilter;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/**
 * One Parquet file: pages are encoded here, column by column; everything around them is
 * parquet-java's.
 */
final class ParquetFile implements FileWriter {
  private static final int BLOOM_FILTER_BYTES = 1 << 20;
  private static final int BLOOM_FILTER_SIZES = 5;
  private static final double BLOOM_FILTER_MISSES = 0.01;
  private static final int BATCHES_PER_PAGE = 5;
  private static final int STATISTICS_BYTES = 64;
  private static final int INDEX_BYTES = 64;

  private final ParquetFormat format;
  private final Types.StructType type;
  private final int batchRows;
  private final CountedOutput out;
  private final MessageType schema;
  private final ParquetFileWriter file;
  private final BytesInputCompressor compressor;
  private final Levels levels = new Levels();
  private final PageBytes page = new PageBytes();
  private final List<Node> columns = new ArrayList<>();
  private final List<ColumnChunk> chunks = new ArrayList<>();
  private final Map<ColumnDescriptor, BloomFilter> bloomFilters = new HashMap<>();
  private ColumnChunkPageWriteStore pages;
  private long rows;

  ParquetFile(ParquetFormat format, Types.StructType type, OutputStream stream, int batchRows)
      throws IOException {
    this.format = format;
    this.type = type;
    this.batchRows = batchRows;
    this.out = new CountedOutput(stream);
    this.schema = new ParquetTypes(format.options().twoLevelLists()).message(type);
    this.compressor = format.codec().newCompressor(format.level());
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

  @Override
  public void write(ColumnBatch batch) throws IOException {
    if (pages == null) {
      startRowGroup();
    }
    levels.rows(batch.rows());
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).write(batch.column(i), levels);
    }
    rows += batch.rows();
    long buffered = 0;
    for (ColumnChunk chunk : chunks) {
      chunk.endRows(batch.rows());
      // Only between batches, so that every page holds whole rows.
      if (chunk.valueBytes() >= format.options().pageBytes()
          || chunk.rows() >= BATCHES_PER_PAGE * batchRows) {
        chunk.endPage(page);
      }
      buffered += chunk.bufferedBytes();
    }
    if (buffered >= format.options().rowGroupBytes()) {
      endRowGroup();
    }
  }

  private void startRowGroup() {
    pages =
        new ColumnChunkPageWriteStore(
            compressor, schema, new HeapByteBufferAllocator(), INDEX_BYTES, true);
    columns.clear();
    chunks.clear();
    bloomFilters.clear();
    LeafCursor cursor = new LeafCursor(schema.getColumns());
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
      default -> {
        ColumnChunk chunk = chunk(field, leaves.next());
        chunks.add(chunk);
        yield new Node.LeafNode(optional, chunk);
      }
    };
  }

  private ColumnChunk chunk(Type type, ColumnDescriptor column) {
    PageWriter writer = pages.getPageWriter(column);
    BloomFilter filter = bloomFilter(column);
    int largestDictionary = format.options().dictionary() ? format.options().pageBytes() : 0;
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case BOOLEAN -> new BooleanChunk(column, writer);
      case INT32, INT64, FLOAT, DOUBLE ->
          new NumberChunk(column, writer, largestDictionary, filter);
      case BINARY -> new BytesChunk(column, writer, largestDictionary, filter);
      case FIXED_LEN_BYTE_ARRAY ->
          new FixedChunk(column, writer, type.typeId() == Type.TypeID.DECIMAL, filter);
      case INT96 -> throw new IllegalArgumentException("no column is written as INT96");
    };
  }

  /** Filters of several sizes are filled, and the smallest that is large enough is written. */
  private BloomFilter bloomFilter(ColumnDescriptor column) {
    if (!format.options().bloomFilters().contains(String.join(".", column.getPath()))) {
      return null;
    }
    BloomFilter filter =
        new AdaptiveBlockSplitBloomFilter(
            BLOOM_FILTER_BYTES, BLOOM_FILTER_SIZES, BLOOM_FILTER_MISSES, column);
    bloomFilters.put(column, filter);
    return filter;
  }

  private void endRowGroup() throws IOException {
    file.startBlock(rows);
    for (ColumnChunk chunk : chunks) {
      chunk.end(page);
    }
    bloomFilters.forEach(
        (column, filter) -> pages.getBloomFilterWriter(column).writeBloomFilter(filter));
    pages.flushToFileWriter(file);
    file.endBlock();
    pages.close();
    pages = null;
    rows = 0;
  }

  @Override
  public long bytes() {
    return out.getPos();
  }

  @Override
  public Map<Integer, ColumnFacts> columns() {
    return FooterFacts.of(file.getFooter());
  }

  @Override
  public void close() throws IOException {
    if (pages != null) {
      endRowGroup();
    }
    compressor.release();
    if (format.order().isNone()) {
      file.end(Map.of());
    } else {
      ByteArrayOutputStream footer = out.hold();
      file.end(Map.of());
      out.release(new SortedFooter(format.order(), schema).of(footer.toByteArray()), footer.size());
    }
    out.close();
  }
}
