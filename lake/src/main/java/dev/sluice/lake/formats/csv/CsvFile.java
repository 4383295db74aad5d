// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.csv;

import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.CountedStream;
import dev.sluice.lake.formats.FileWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Types;

/** One file of delimited text. */
final class CsvFile implements FileWriter {
  private static final char QUOTE = '"';

  private final char delimiter;
  private final CountedStream counted;
  private final Writer out;
  private final List<CsvValue> values = new ArrayList<>();

  CsvFile(CsvFormat format, Types.StructType type, OutputStream stream) throws IOException {
    delimiter = format.delimiter();
    counted = new CountedStream(stream);
    out =
        new BufferedWriter(
            new OutputStreamWriter(format.compression().over(counted), StandardCharsets.UTF_8));
    for (Types.NestedField field : type.fields()) {
      values.add(CsvValue.of(field.type()));
    }
    if (format.header()) {
      header(type);
    }
  }

  private void header(Types.StructType type) throws IOException {
    for (int i = 0; i < values.size(); i++) {
      next(i);
      field(type.fields().get(i).name());
    }
    endRow();
  }

  @Override
  public void write(ColumnBatch batch) throws IOException {
    for (int row = 0; row < batch.rows(); row++) {
      for (int i = 0; i < values.size(); i++) {
        next(i);
        if (!batch.column(i).isNull(row)) {
          field(values.get(i).get(batch.column(i), row));
        }
      }
      endRow();
    }
  }

  private void next(int field) throws IOException {
    if (field > 0) {
      out.write(delimiter);
    }
  }

  private void endRow() throws IOException {
    out.write("\r\n");
  }

  private void field(String text) throws IOException {
    if (isPlain(text)) {
      out.write(text);
      return;
    }
    out.write(QUOTE);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == QUOTE) {
        out.write(QUOTE);
      }
      out.write(text.charAt(i));
    }
    out.write(QUOTE);
  }

  /** Blanks at an end are quoted too: some readers cut them off otherwise. */
  private boolean isPlain(String text) {
    if (text.isEmpty() || text.charAt(0) <= ' ' || text.charAt(text.length() - 1) <= ' ') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == delimiter || c == QUOTE || c == '\n' || c == '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public long bytes() {
    return counted.bytes();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
