// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import dev.sluice.lake.formats.parquet.ParquetOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages as we encode them, read back by another reader: whatever the values are like. */
class ParquetPagesTest {
  private static final Types.StructType TYPE =
      Types.StructType.of(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "number", Types.LongType.get()),
          Types.NestedField.optional(3, "price", Types.DoubleType.get()),
          Types.NestedField.optional(4, "text", Types.StringType.get()),
          Types.NestedField.optional(
              5, "tags", Types.ListType.ofOptional(6, Types.StringType.get())));

  @TempDir Path folder;

  /** What one row is to be read as. */
  private record Row(Long number, Double price, String text, String tags) {}

  /**
   * @param distinct how many values a column has
   * @param run how often a value comes again before the next
   * @param nulls one in so many is null; 0 for none
   */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1000, 0, 64", // one value, in no bits at all
    "20000, 2, 1, 0, 64",
    "20000, 7, 9, 3, 64", // runs and packed groups in turn
    "9999, 300, 1, 2, 1000",
    "30000, 5000, 3, 5, 4096",
    "20000, 1000000, 1, 0, 512", // no dictionary pays
    "30000, 12000, 4, 0, 4096", // a dictionary that outgrows its limit on the way
    "1000, 3, 1, 1, 7", // nothing but nulls
  })
  void areReadAsTheyWereWritten(int rows, int distinct, int run, int nulls, int batchRows)
      throws IOException, SQLException {
    Random random = new Random(rows * 31L + distinct);
    Path file = folder.resolve("pages.parquet");
    List<Row> written = new ArrayList<>();
    ParquetOptions options = new ParquetOptions(1L << 30, 64 << 10, true, List.of(), false);
    try (FileWriter writer =
        new ParquetFormat(ParquetCodec.ZSTD, options)
            .newWriter(TYPE, Files.newOutputStream(file), batchRows)) {
      ColumnBatch batch = new ColumnBatch(TYPE, batchRows);
      int value = 0;
      for (int i = 0; i < rows; i++) {
        value = i % run == 0 ? random.nextInt(distinct) : value;
        written.add(append(batch, i, value, nulls, random));
        // Batches of every length, not only full ones.
        if (batch.isFull() || random.nextInt(batchRows) == 0) {
          writer.write(batch);
          batch.clear();
        }
      }
      if (batch.rows() > 0) {
        writer.write(batch);
      }
    }
    assertThat(read(file)).isEqualTo(written);
    long least =
        written.stream().filter(r -> r.number != null).mapToLong(Row::number).min().orElse(0);
    long greatest =
        written.stream().filter(r -> r.number != null).mapToLong(Row::number).max().orElse(0);
    assertThat(
            DuckDb.query(
                "SELECT coalesce(min(stats_min_value::BIGINT), 0), coalesce(max(stats_max_value::BIGINT), 0)"
                    + " FROM parquet_metadata('"
                    + file
                    + "') WHERE path_in_schema = 'number'"))
        .isEqualTo(least + "|" + greatest);
    // Filters that go by the least and greatest of pages and groups.
    assertThat(DuckDb.query("SELECT count(*) FROM '" + file + "' WHERE number = " + greatest))
        .isEqualTo(
            Long.toString(
                written.stream().filter(r -> r.number != null && r.number == greatest).count()));
  }

  private static Row append(ColumnBatch batch, int id, int value, int nulls, Random random) {
    ((LongColumn) batch.column(0)).add(id);
    Long number = isNull(nulls, random) ? null : value * 3L - 1_000;
    Double price = isNull(nulls, random) ? null : -value / 4.0;
    String text = isNull(nulls, random) ? null : "value " + value;
    List<String> tags = new ArrayList<>();
    if (number != null) {
      ((LongColumn) batch.column(1)).add(number);
    }
    if (price != null) {
      ((DoubleColumn) batch.column(2)).add(price);
    }
    if (text != null) {
      text((BytesColumn) batch.column(3), text);
    }
    ListColumn list = (ListColumn) batch.column(4);
    for (int left = random.nextInt(4); left > 0; left--) {
      String tag = isNull(nulls, random) ? null : "t" + value % 97;
      tags.add(tag == null ? "NULL" : tag);
      if (tag == null) {
        list.elements().addNull();
      } else {
        text((BytesColumn) list.elements(), tag);
      }
    }
    boolean none = isNull(nulls, random) && tags.isEmpty();
    if (!none) {
      list.add();
    }
    batch.endRow(id, 0);
    return new Row(number, price, text, none ? null : tags.toString());
  }

  private static boolean isNull(int nulls, Random random) {
    return nulls > 0 && random.nextInt(nulls) == 0;
  }

  private static void text(BytesColumn column, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    column.add(bytes, 0, bytes.length);
  }

  private static List<Row> read(Path file) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT number, price, text, tags::VARCHAR FROM '" + file + "' ORDER BY id")) {
      while (found.next()) {
        long number = found.getLong(1);
        Long numberOrNull = found.wasNull() ? null : number;
        double price = found.getDouble(2);
        Double priceOrNull = found.wasNull() ? null : price;
        rows.add(new Row(numberOrNull, priceOrNull, found.getString(3), found.getString(4)));
      }
    }
    return rows;
  }
}
