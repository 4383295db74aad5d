// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * A table of Iceberg, read by Iceberg's own reader.
 *
 * @param folder where its files are on this machine
 * @param location what its metadata calls this place
 */
record IcebergTable(Path folder, String location) {
  IcebergTable(Path folder) {
    this(folder, folder.toString());
  }

  /** As others find it: the newest of the numbered versions of the metadata. */
  Table open() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("metadata"))) {
      Path newest =
          files
              .filter(file -> file.getFileName().toString().endsWith(".metadata.json"))
              .max(Comparator.comparingLong(IcebergTable::version))
              .orElseThrow();
      return open(TableMetadataParser.read(files(), newest.toString()));
    }
  }

  private Table open(TableMetadata metadata) {
    return new BaseTable(new StaticTableOperations(metadata, files()), location);
  }

  private FileIO files() {
    return new LocalFiles(folder.toString(), location);
  }

  private static long version(Path metadata) {
    return Long.parseLong(metadata.getFileName().toString().replaceAll("\\D", ""));
  }

  List<Record> rows() throws IOException {
    return rows(open());
  }

  private static List<Record> rows(Table table) throws IOException {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      records.forEach(rows::add);
    }
    return rows;
  }

  /** The rows as orders of the example. */
  Orders orders() throws IOException {
    return orders(open());
  }

  /** The same of a table that a catalog knows. */
  Orders orders(TableMetadata metadata) throws IOException {
    return orders(open(metadata));
  }

  private static Orders orders(Table table) throws IOException {
    List<String> orders = new ArrayList<>();
    for (Record row : rows(table)) {
      orders.add(
          Orders.row(
              row.getField("order_id"),
              row.getField("customer_id"),
              row.getField("product"),
              row.getField("category"),
              row.getField("country"),
              row.getField("quantity"),
              ((BigDecimal) row.getField("unit_price")).toPlainString(),
              row.getField("status"),
              micros(row.getField("ordered_at")),
              row.getField("note")));
    }
    return new Orders(orders);
  }

  static long micros(Object time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, ((OffsetDateTime) time).toInstant());
  }

  private static final class LocalFiles implements FileIO {
    private static final long serialVersionUID = 1;

    private final String folder;
    private final String location;

    LocalFiles(String folder, String location) {
      this.folder = folder;
      this.location = location;
    }

    @Override
    public InputFile newInputFile(String path) {
      return org.apache.iceberg.Files.localInput(path.replace(location, folder));
    }

    @Override
    public OutputFile newOutputFile(String path) {
      throw new UnsupportedOperationException("tables are only read here");
    }

    @Override
    public void deleteFile(String path) {
      throw new UnsupportedOperationException("tables are only read here");
    }
  }
}
