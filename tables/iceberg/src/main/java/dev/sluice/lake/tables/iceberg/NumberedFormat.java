// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.ColumnFacts;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import dev.sluice.lake.formats.Limit;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.types.Types;

/** Files whose columns have the table's numbers; the table gets the columns that it lacks first. */
record NumberedFormat(FileFormat format, IcebergTable table) implements FileFormat {
  @Override
  public String extension() {
    return format.extension();
  }

  @Override
  public Limit limit(Types.StructType type) {
    return format.limit(type);
  }

  @Override
  public FileWriter newWriter(Types.StructType type, OutputStream out, int batchRows)
      throws IOException {
    IcebergTable.Numbered numbered = table.numbered(type);
    return new Member(format.newWriter(numbered.columns(), out, batchRows), numbered.table());
  }

  /** A file that will be part of a table. */
  private record Member(FileWriter file, String id) implements FileWriter {
    @Override
    public void write(ColumnBatch batch) throws IOException {
      file.write(batch);
    }

    @Override
    public long bytes() {
      return file.bytes();
    }

    @Override
    public Map<Integer, ColumnFacts> columns() {
      return file.columns();
    }

    @Override
    public Optional<String> table() {
      return Optional.of(id);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
