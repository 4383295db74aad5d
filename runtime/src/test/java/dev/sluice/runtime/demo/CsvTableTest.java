// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTableTest {
  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** What becomes of each row: its values, or why it is malformed. */
  private static List<String> rows(CsvTable table, Path file) throws IOException {
    List<String> outcomes = new ArrayList<>();
    try (CsvRows rows = table.open(file)) {
      for (Optional<CsvRows.Row> row = table.next(rows); row.isPresent(); row = table.next(rows)) {
        outcomes.add(row.get().line() + " " + outcome(table, row.get()));
      }
    }
    return outcomes;
  }

  private static String outcome(CsvTable table, CsvRows.Row row) {
    try {
      GenericRecord record = table.record(row);
      List<String> values = new ArrayList<>();
      for (int i = 0; i < table.columns().size(); i++) {
        values.add(String.valueOf(record.get(i)).replace("\n", "\\n"));
      }
      return String.join("|", values);
    } catch (MalformedException e) {
      return "malformed: " + e.getMessage();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1 -2 0;long",
        "999999999999999999;long",
        "9999999999999999999;decimal(19,0)",
        "17850.0 13047.0;decimal(6,1)",
        "1 2.55 -11062.06;decimal(7,2)",
        "0.001 10;decimal(5,3)",
        "1E-3 2;decimal(4,3)",
        "00123;string",
        "1 C2;string",
        "+1;string",
        "2010-12-01T08:26:00 12/1/2010T08:26;string",
        "2010-12-01T08:26:00 2010-12-01T08:26;local-timestamp",
        "2010-12-01T08:26:00 2010-12-01T08:26:00Z;string",
        "2010-12-01T08:26:00Z 2010-12-01T08:26:00.123456+01:00;timestamp",
        "2010-13-01T08:26:00;string",
        "2010-12-01;string",
        "1 2010-12-01T08:26:00;string",
        "12345678901234567890123456789012345678.5;string"
      })
  void findsTheNarrowestTypeThatHoldsAllValues(String values, String type) throws IOException {
    Path file = write("a.csv", "x,y\n" + values.replace(" ", ",\n") + ",\n");
    CsvTable table = CsvTable.read(List.of(file), Map.of());
    assertThat(table.columns().get(0).type()).hasToString(type);
    assertThat(table.columns().get(1).type()).isEqualTo(CsvType.STRING);
  }

  @ParameterizedTest
  @CsvSource({
    "2010-12-01 08:26:00,1291191960000000",
    "12/1/2010 8:26,1291191960000000",
    "2010-12-01T08:26:00+01:00,1291188360000000",
    "1969-12-31 23:59:59.999999,-1"
  })
  void readsTimesInMicroseconds(String text, long micros) throws MalformedException {
    assertThat(CsvType.TIMESTAMP.parse(text)).isEqualTo(micros);
  }

  @Test
  void shiftsNoLocalTime() throws MalformedException {
    assertThat(CsvType.LOCAL_TIMESTAMP.parse("12/1/2010 8:26")).isEqualTo(1291191960000000L);
    assertThat(CsvType.LOCAL_TIMESTAMP.schema().toString()).contains("local-timestamp-micros");
    assertThatThrownBy(() -> CsvType.LOCAL_TIMESTAMP.parse("2010-12-01T08:26:00Z"))
        .isInstanceOf(MalformedException.class)
        .hasMessage("'2010-12-01T08:26:00Z' is no local-timestamp");
  }

  @Test
  void keepsDecimalsExact() throws MalformedException {
    ByteBuffer bytes = (ByteBuffer) CsvType.decimal(7, 3).parse("-0.5");
    assertThat(
            new Conversions.DecimalConversion().fromBytes(bytes, null, LogicalTypes.decimal(7, 3)))
        .isEqualTo(new BigDecimal("-0.500"));
    assertThatThrownBy(() -> CsvType.decimal(7, 3).parse("10000"))
        .isInstanceOf(MalformedException.class)
        .hasMessage("'10000' does not fit decimal(7,3)");
  }

  @Test
  void looksAtEveryFileForTheTypes() throws IOException {
    Path first = write("1.csv", "id,price\n1,2\n");
    Path second = write("2.csv", "id,price\nC2,2.5\n");
    CsvTable table = CsvTable.read(List.of(first, second), Map.of());
    assertThat(table.columns().stream().map(c -> c.type().toString()))
        .containsExactly("string", "decimal(2,1)");
  }

  @Test
  void makesNamesThatAvroAllows() throws IOException {
    Path file = write("a.csv", "\uFEFFUnit Price,unit-price,unit_price,2nd,\n1,2,3,4,5\n");
    assertThat(CsvTable.read(List.of(file), Map.of()).columns())
        .extracting(CsvTable.Column::field)
        .containsExactly("Unit_Price", "unit_price", "unit_price_2", "_2nd", "_");
  }

  @Test
  void readsQuotesLineEndsAndNulls() throws IOException {
    Path file =
        write("a.csv", "id,text\r\n1,\"a, \"\"b\"\"\"\r\n2,\"two\nlines\"\r\n\r\n3,\r\n4,last");
    CsvTable table = CsvTable.read(List.of(file), Map.of());
    assertThat(rows(table, file))
        .containsExactly("2 1|a, \"b\"", "3 2|two\\nlines", "6 3|null", "7 4|last");
  }

  @Test
  void tellsMalformedRowsAndGoesOn() throws IOException {
    Path file =
        write(
            "a.csv",
            """
            id,text,at
            1,good,2010-12-01 08:26:00
            2,too few
            3,a,b,too many
            4,"never closed,2010-12-01 08:26:00
            5,good,2010-12-01 08:26:00
            x,y,z
            """);
    CsvTable table = CsvTable.read(List.of(file), Map.of("id", "long", "at", "timestamp"));
    List<String> rows = rows(table, file);
    assertThat(rows).hasSize(6);
    assertThat(rows.get(0)).isEqualTo("2 1|good|1291191960000000");
    assertThat(rows.get(1)).isEqualTo("3 malformed: it has 2 fields, and the header 3");
    assertThat(rows.get(2)).isEqualTo("4 malformed: it has 4 fields, and the header 3");
    assertThat(rows.get(3)).startsWith("5 malformed: its quotes do not match: ");
    assertThat(rows.get(4)).isEqualTo("6 5|good|1291191960000000");
    assertThat(rows.get(5)).isEqualTo("7 malformed: column id: 'x' is no long");
  }

  @Test
  void tellsRowsThatAreNotUtf8() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.write(file, "id,text\n1,caf\u00e9\n2,ok\n".getBytes(StandardCharsets.ISO_8859_1));
    CsvTable table = CsvTable.read(List.of(file), Map.of());
    assertThat(rows(table, file)).containsExactly("2 malformed: it is not UTF-8", "3 2|ok");
  }

  @Test
  void keepsTheBytesOfAMalformedRow() throws IOException {
    byte[] line = {'1', ',', (byte) 0xE9, ',', 'x', '\r', '\n'};
    Path file = folder.resolve("a.csv");
    Files.write(file, line);
    try (CsvRows rows = new CsvRows(file)) {
      assertThat(rows.next(b -> false).orElseThrow().bytes())
          .isEqualTo(Arrays.copyOf(line, line.length - 2));
    }
  }

  @Test
  void refusesFilesThatDoNotBelongTogether() throws IOException {
    Path first = write("1.csv", "a,b\n1,2\n");
    Path second = write("2.csv", "a,c\n1,2\n");
    assertThatThrownBy(() -> CsvTable.read(List.of(first, second), Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContainingAll("2.csv", "[a, c]", "[a, b]");
  }

  @Test
  void refusesTypesThatItDoesNotKnow() throws IOException {
    Path file = write("1.csv", "a\n1\n");
    assertThatThrownBy(() -> CsvTable.read(List.of(file), Map.of("b", "long")))
        .hasMessage("There is no column 'b' to be given a type; the columns are [a].");
    assertThatThrownBy(() -> CsvTable.read(List.of(file), Map.of("a", "decimal(40,2)")))
        .hasMessageContaining("'decimal(40,2)' is no type of a column");
  }
}
