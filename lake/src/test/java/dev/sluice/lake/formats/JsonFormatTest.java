// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static dev.sluice.lake.formats.DuckDb.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.lake.formats.json.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonFormatTest {
  private static final String TYPES =
      "{id: 'BIGINT', flag: 'BOOLEAN', small: 'INTEGER', f: 'FLOAT', d: 'DOUBLE', day: 'DATE', t: 'TIME',"
          + " moment: 'TIMESTAMPTZ', local: 'TIMESTAMP', text: 'VARCHAR', raw: 'VARCHAR', fixed: 'VARCHAR',"
          + " uid: 'UUID', dec9: 'DECIMAL(9,2)', dec18: 'DECIMAL(18,2)', dec38: 'DECIMAL(38,2)',"
          + " nanos: 'TIMESTAMP_NS', place: 'STRUCT(city VARCHAR, zip INTEGER)',"
          + " lines: 'STRUCT(sku VARCHAR, tags INTEGER[])[]', attributes: 'MAP(VARCHAR, DOUBLE)'}";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(StreamCodec.class)
  void duckDbReadsEveryTypeInEveryCodec(StreamCodec codec) throws IOException, SQLException {
    JsonFormat format = new JsonFormat(codec);
    Path file = folder.resolve("all" + format.extension());
    EveryType.write(format, Files.newOutputStream(file), 10_000, 1024);
    String from =
        " FROM read_json('" + file + "', format='newline_delimited', columns=" + TYPES + ")";
    assertThat(
            query(
                "SELECT count(*), sum(id), count(flag), sum(small), sum(f), sum(d), count(text), count(DISTINCT text)"
                    + from))
        .isEqualTo("10000|49995000|8000|-39992000|1.9996E7|9998000.0|8000|7");
    assertThat(
            query(
                "SELECT day::VARCHAR, t::VARCHAR, moment::VARCHAR, local::VARCHAR, text, hex(from_base64(raw)),"
                    + " hex(from_base64(fixed)), uid::VARCHAR"
                    + from
                    + " WHERE id=8001"))
        .isEqualTo(
            "1991-11-28|02:13:21|1970-01-01 02:13:21+00|1970-01-01 02:13:21|text ü 0|41FF|01020341|00000000-0000-0000-0000-000000000001");
    assertThat(query("SELECT sum(dec9)::VARCHAR, sum(dec18)::VARCHAR, max(nanos)::VARCHAR" + from))
        .isEqualTo("-399920.00|399920000000000.00|1970-01-01 00:00:00.009998");
    assertThat(query("SELECT lines::VARCHAR, attributes::VARCHAR" + from + " WHERE id=7003"))
        .isEqualTo(
            "[{'sku': sku0, 'tags': []}, {'sku': sku1, 'tags': [0]}, {'sku': sku2, 'tags': [0, 1]}]|{weight=7003.0, none=NULL}");
    assertThat(
            query(
                "SELECT count(*)"
                    + from
                    + " WHERE id % 5 = 4 AND place IS NULL AND lines IS NULL AND attributes IS NULL AND moment IS NULL"))
        .isEqualTo("2000");
  }

  @Test
  void writesOneObjectPerLineWithWhatJsonNumbersLackAsStrings() throws IOException {
    Types.StructType type =
        Types.StructType.of(
            Types.NestedField.optional(1, "d", Types.DoubleType.get()),
            Types.NestedField.optional(2, "amount", Types.DecimalType.of(18, 3)),
            Types.NestedField.optional(3, "moment", Types.TimestampType.withZone()),
            Types.NestedField.optional(4, "day", Types.DateType.get()));
    ColumnBatch batch = new ColumnBatch(type, 3);
    double[] doubles = {Double.NaN, Double.NEGATIVE_INFINITY, 1e300};
    for (int i = 0; i < doubles.length; i++) {
      ((DoubleColumn) batch.column(0)).add(doubles[i]);
      ((LongColumn) batch.column(1)).add(-1);
      ((LongColumn) batch.column(2)).add(-1);
      ((IntColumn) batch.column(3)).add(i == 0 ? 0 : 2_932_897);
      batch.endRow(i, 0);
    }
    assertThat(lines(batch))
        .isEqualTo(
            """
            {"d":"NaN","amount":-0.001,"moment":"1969-12-31T23:59:59.999999Z","day":"1970-01-01"}
            {"d":"-Infinity","amount":-0.001,"moment":"1969-12-31T23:59:59.999999Z","day":"+10000-01-01"}
            {"d":1.0E300,"amount":-0.001,"moment":"1969-12-31T23:59:59.999999Z","day":"+10000-01-01"}
            """);
  }

  /** DuckDB reads numbers this long as doubles, so the text itself is looked at. */
  @Test
  void keepsEveryDigitOfLongDecimals() throws IOException {
    Types.StructType type =
        Types.StructType.of(Types.NestedField.optional(1, "amount", Types.DecimalType.of(38, 2)));
    ColumnBatch batch = new ColumnBatch(type, 1);
    byte[] unscaled = new BigInteger("-12345678901234567890123456789012345678").toByteArray();
    ((BytesColumn) batch.column(0)).add(unscaled, 0, unscaled.length);
    batch.endRow(0, 0);
    assertThat(lines(batch)).isEqualTo("{\"amount\":-123456789012345678901234567890123456.78}\n");
  }

  @Test
  void writesMapsWhoseKeysAreNoTextAsEntries() throws IOException {
    Types.StructType type =
        Types.StructType.of(
            Types.NestedField.optional(
                1,
                "m",
                Types.MapType.ofOptional(2, 3, Types.IntegerType.get(), Types.IntegerType.get())));
    ColumnBatch batch = new ColumnBatch(type, 2);
    MapColumn map = (MapColumn) batch.column(0);
    ((IntColumn) map.keys()).add(7);
    map.values().addNull();
    map.add();
    batch.endRow(0, 0);
    batch.endRow(1, 0);
    assertThat(lines(batch)).isEqualTo("{\"m\":[{\"key\":7,\"value\":null}]}\n{\"m\":null}\n");
  }

  private static String lines(ColumnBatch batch) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FileWriter writer = new JsonFormat(StreamCodec.NONE).newWriter(batch.type(), out, 10);
    writer.write(batch);
    writer.close();
    assertThat(writer.bytes()).isEqualTo(out.size());
    return out.toString(StandardCharsets.UTF_8);
  }
}
