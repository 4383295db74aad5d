// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.formats.StreamCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.hadoop.conf.Configuration;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

/**
 * Counts the rows of a table's files by reading all of them, with another reader than their writer.
 *
 * @param csvDelimiter what stands between two values of a row of CSV
 * @param csvHeader whether the first row of CSV holds names
 */
public record RowCount(char csvDelimiter, boolean csvHeader) {
  /** For files that were written with these settings. */
  public static RowCount of(Settings settings) {
    return new RowCount(
        settings.get(FormatSettings.CSV_DELIMITER), settings.get(FormatSettings.CSV_HEADER));
  }

  /**
   * Empty if rows of files of that name cannot be told apart: values as they came.
   *
   * @throws IOException if the file is broken
   */
  OptionalLong in(Path file) throws IOException {
    String name = file.getFileName().toString();
    String literal = "'" + file.toString().replace("'", "''") + "'";
    if (name.endsWith(".parquet")) {
      return OptionalLong.of(duckdb("read_parquet(" + literal + ")"));
    }
    if (name.contains(".json")) {
      return OptionalLong.of(duckdb("read_ndjson_objects(" + literal + ")"));
    }
    if (name.endsWith(".avro")) {
      return OptionalLong.of(avro(file));
    }
    if (name.endsWith(".orc")) {
      return OptionalLong.of(orc(file));
    }
    if (name.contains(".csv")) {
      return OptionalLong.of(csv(file));
    }
    return OptionalLong.empty();
  }

  private long csv(Path file) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setDelimiter(csvDelimiter).get();
    try (InputStream in = StreamCodec.ofFile(file.toString()).over(Files.newInputStream(file));
        CSVParser rows =
            CSVParser.parse(new InputStreamReader(in, StandardCharsets.UTF_8), format)) {
      long count = rows.stream().count();
      return csvHeader ? count - 1 : count;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long orc(Path file) throws IOException {
    try (Reader reader =
            OrcFile.createReader(
                new org.apache.hadoop.fs.Path(file.toUri()),
                OrcFile.readerOptions(new Configuration(false)));
        RecordReader rows = reader.rows()) {
      VectorizedRowBatch batch = reader.getSchema().createRowBatch();
      long count = 0;
      while (rows.nextBatch(batch)) {
        count += batch.size;
      }
      return count;
    }
  }

  private static long duckdb(String rows) throws IOException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet count =
            statement.executeQuery("SELECT count(*), bit_xor(hash(COLUMNS(*))) FROM " + rows)) {
      count.next();
      return count.getLong(1);
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static long avro(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DataFileStream<Object> rows = new DataFileStream<>(in, new GenericDatumReader<>())) {
      long count = 0;
      Object row = null;
      while (rows.hasNext()) {
        row = rows.next(row);
        count++;
      }
      return count;
    } catch (AvroRuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
