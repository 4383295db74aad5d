// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.orc;

import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.CountedStream;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.TypeDescription.RowBatchVersion;
import org.apache.orc.Writer;
import org.apache.orc.impl.PhysicalFsWriter;
import org.apache.orc.impl.WriterImpl;
import org.apache.orc.impl.writer.WriterEncryptionVariant;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

/** One ORC file, whose vectors are filled straight from the columns. */
final class OrcRows implements FileWriter {
  /** Without Hadoop's own files of settings, which belong to somebody else here. */
  private static final Configuration NOTHING = new Configuration(false);

  private final CountedStream out;
  private final Writer writer;
  private final VectorizedRowBatch vectors;
  private final List<OrcVector> columns;

  OrcRows(OrcFormat format, Types.StructType type, OutputStream stream, int batchRows)
      throws IOException {
    this.out = new CountedStream(stream);
    TypeDescription schema = OrcTypes.of(type);
    OrcFile.WriterOptions options =
        OrcFile.writerOptions(NOTHING)
            .setSchema(schema)
            .compress(format.codec().kind())
            .stripeSize(format.options().stripeBytes())
            .bloomFilterColumns(bloomFilters(format.options(), type))
            .setProlepticGregorian(true)
            // A timestamp without a zone is the same for readers in any zone.
            .useUTCTimestamp(true);
    options.physicalWriter(
        new PhysicalFsWriter(
            new FSDataOutputStream(out, null), options, new WriterEncryptionVariant[0]));
    this.writer = new WriterImpl(null, new Path("rows"), options);
    this.vectors = schema.createRowBatch(RowBatchVersion.USE_DECIMAL64, batchRows);
    this.columns = type.fields().stream().map(Types.NestedField::type).map(OrcVector::of).toList();
  }

  /** A table may know more columns than one file has. */
  private static String bloomFilters(OrcOptions options, Types.StructType type) {
    return options.bloomFilters().stream()
        .filter(name -> new Schema(type.fields()).findField(name) != null)
        .collect(Collectors.joining(","));
  }

  @Override
  public void write(ColumnBatch batch) throws IOException {
    vectors.reset();
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).fill(batch.column(i), vectors.cols[i]);
    }
    vectors.size = batch.rows();
    writer.addRowBatch(vectors);
  }

  @Override
  public long bytes() {
    return out.bytes();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
