// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.lake.formats.orc.OrcCodec;
import dev.sluice.lake.formats.orc.OrcFormat;
import dev.sluice.lake.formats.orc.OrcOptions;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import dev.sluice.lake.formats.parquet.ParquetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.StripeInformation;
import org.apache.orc.TypeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrcFormatTest {
  private static final OrcFormat FORMAT =
      new OrcFormat(OrcCodec.ZSTD, new OrcOptions(64 << 10, List.of("id", "place.city", "gone")));

  @TempDir Path folder;

  /** Many batches and stripes, nulls and nested values: the same as in Parquet, read by DuckDB. */
  @Test
  void holdsWhatParquetHolds() throws IOException, SQLException {
    Path orc = folder.resolve("all.orc");
    Path parquet = folder.resolve("all.parquet");
    EveryType.write(FORMAT, Files.newOutputStream(orc), 10_000, 1024);
    EveryType.write(
        new ParquetFormat(ParquetCodec.ZSTD, ParquetOptions.USUAL),
        Files.newOutputStream(parquet),
        10_000,
        1024);
    assertThat(stripes(orc)).hasSizeGreaterThan(1);
    for (int i = 0; i < EveryType.TYPE.fields().size(); i++) {
      Types.NestedField field = EveryType.TYPE.fields().get(i);
      assertThat(OrcText.read(orc, i).stream().map(OrcFormatTest::trimmed))
          .as(field.toString())
          .containsExactlyElementsOf(
              duckdb(parquet, field).stream().map(OrcFormatTest::trimmed).toList());
    }
  }

  /** Readers write a different number of zeros at a fraction's end. */
  private static String trimmed(String text) {
    return text == null ? null : text.replaceFirst("(:\\d\\d\\.\\d*?)0+$", "$1");
  }

  private static List<String> duckdb(Path file, Types.NestedField field) throws SQLException {
    boolean bytes =
        field.type().typeId() == Type.TypeID.BINARY || field.type().typeId() == Type.TypeID.FIXED;
    String name = '"' + field.name() + '"';
    List<String> texts = new ArrayList<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("SET TimeZone='UTC'");
      statement.execute("CREATE TABLE t AS SELECT " + name + " FROM '" + file + "'");
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT " + (bytes ? "hex(" + name + ")" : name + "::VARCHAR") + " FROM t")) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
    }
    return texts;
  }

  private static Reader open(Path file) throws IOException {
    return OrcFile.createReader(
        new org.apache.hadoop.fs.Path(file.toUri()),
        OrcFile.readerOptions(new Configuration(false)));
  }

  private static List<StripeInformation> stripes(Path file) throws IOException {
    try (Reader reader = open(file)) {
      return reader.getStripes();
    }
  }

  /** So that Iceberg finds again what ORC has no type for. */
  @Test
  void marksTypesThatOrcLacks() throws IOException {
    Path file = folder.resolve("all.orc");
    EveryType.write(FORMAT, Files.newOutputStream(file), 1, 1);
    try (Reader reader = open(file)) {
      TypeDescription schema = reader.getSchema();
      assertThat(schema.findSubtype("t").getAttributeValue("iceberg.long-type")).isEqualTo("TIME");
      assertThat(schema.findSubtype("uid").getAttributeValue("iceberg.binary-type"))
          .isEqualTo("UUID");
      assertThat(schema.findSubtype("fixed").getAttributeValue("iceberg.length")).isEqualTo("4");
      assertThat(schema.findSubtype("id").getAttributeValue("iceberg.required")).isEqualTo("true");
    }
  }

  /** What would be read as another moment is told, and nothing beside it. */
  @ParameterizedTest
  @CsvSource({"-1, true", "-999000, true", "-999001, false", "0, false", "-1000001, false"})
  void refusesFractionsOfTheLastSecondOf1969(long micros, boolean refused) throws Exception {
    Types.StructType row =
        Types.StructType.of(
            Types.NestedField.optional(1, "v", Types.TimestampType.withoutZone()),
            Types.NestedField.optional(2, "left_out", Types.TimestampType.withoutZone()));
    ColumnBatch batch = new ColumnBatch(row, 1);
    ((LongColumn) batch.column(0)).add(micros);
    if (refused) {
      assertThatThrownBy(() -> FORMAT.limit(row).check(batch.root(), 0))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("cannot hold the moment 1969-12-31T23:59:59.");
    } else {
      FORMAT.limit(row).check(batch.root(), 0);
    }
    batch.endRow(0, 0);
    Path file = folder.resolve("moment.orc");
    try (FileWriter writer = FORMAT.newWriter(row, Files.newOutputStream(file), 1)) {
      writer.write(batch);
    }
    java.time.LocalDateTime moment =
        java.time.LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L),
            (int) Math.floorMod(micros, 1_000_000L) * 1000,
            java.time.ZoneOffset.UTC);
    assertThat(OrcText.read(file).get(0).equals(AvroText.moment(micros, 1_000_000)))
        .as("%s is read back", moment)
        .isNotEqualTo(refused);
  }
}
