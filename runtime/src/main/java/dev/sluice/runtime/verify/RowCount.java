// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import java.io.IOException;
import java.io.InputStream;
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

/** Rows of a file, counted by reading all of it, where there is another reader than its writer. */
final class RowCount {
  private RowCount() {}

  /**
   * Empty if rows of files of that name cannot be told apart: values as they came.
   *
   * @throws IOException if the file is broken
   */
  static OptionalLong of(Path file) throws IOException {
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
    return OptionalLong.empty();
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
