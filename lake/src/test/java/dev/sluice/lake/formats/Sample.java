// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Values of one type, and how another reader is to show them.
 *
 * @param sql the type in DuckDB
 */
record Sample(Type type, String sql, List<Value> values) {
  /** One value: how it is appended, and as what it is read. */
  record Value(Consumer<Column> append, String text) {}

  static Sample of(Type type, String sql, Value... values) {
    return new Sample(type, sql, Arrays.asList(values));
  }

  private static Value bool(boolean value) {
    return new Value(c -> ((BooleanColumn) c).add(value), Boolean.toString(value));
  }

  private static Value int32(int value, String text) {
    return new Value(c -> ((IntColumn) c).add(value), text);
  }

  private static Value int64(long value, String text) {
    return new Value(c -> ((LongColumn) c).add(value), text);
  }

  private static Value float32(float value, String text) {
    return new Value(c -> ((FloatColumn) c).add(value), text);
  }

  private static Value float64(double value, String text) {
    return new Value(c -> ((DoubleColumn) c).add(value), text);
  }

  private static Value text(String value) {
    return new Value(c -> add(c, value.getBytes(StandardCharsets.UTF_8)), value);
  }

  private static Value bytes(String hex) {
    return new Value(c -> add(c, HexFormat.of().parseHex(hex)), hex.toUpperCase(Locale.ROOT));
  }

  private static Value uuid(String value) {
    return new Value(c -> add(c, HexFormat.of().parseHex(value.replace("-", ""))), value);
  }

  private static Value decimal(String value) {
    BigDecimal decimal = new BigDecimal(value);
    return new Value(
        c -> {
          if (c instanceof LongColumn longs) {
            longs.add(decimal.unscaledValue().longValueExact());
          } else {
            add(c, decimal.unscaledValue().toByteArray());
          }
        },
        value);
  }

  private static void add(Column column, byte[] bytes) {
    ((BytesColumn) column).add(bytes, 0, bytes.length);
  }

  /** Every type that a column can have. */
  static List<Sample> all() {
    return List.of(
        of(Types.BooleanType.get(), "BOOLEAN", bool(true), bool(false)),
        of(
            Types.IntegerType.get(),
            "INTEGER",
            int32(0, "0"),
            int32(Integer.MIN_VALUE, "-2147483648"),
            int32(Integer.MAX_VALUE, "2147483647")),
        of(
            Types.LongType.get(),
            "BIGINT",
            int64(-1, "-1"),
            int64(Long.MIN_VALUE, "-9223372036854775808"),
            int64(Long.MAX_VALUE, "9223372036854775807")),
        of(
            Types.FloatType.get(),
            "FLOAT",
            float32(1.5f, "1.5"),
            float32(Float.NaN, "nan"),
            float32(Float.NEGATIVE_INFINITY, "-inf")),
        of(
            Types.DoubleType.get(),
            "DOUBLE",
            float64(0.1, "0.1"),
            float64(Double.NaN, "nan"),
            float64(Double.POSITIVE_INFINITY, "inf")),
        of(Types.DecimalType.of(9, 2), "DECIMAL(9,2)", decimal("-1234567.89"), decimal("0.00")),
        of(
            Types.DecimalType.of(18, 7),
            "DECIMAL(18,7)",
            decimal("0.0000001"),
            decimal("-5.0000000")),
        of(
            Types.DecimalType.of(38, 10),
            "DECIMAL(38,10)",
            decimal("-1234567890123456789012345678.0123456789"),
            decimal("0.0000000000")),
        of(
            Types.DateType.get(),
            "DATE",
            int32(0, "1970-01-01"),
            int32(-1, "1969-12-31"),
            int32(-719_162, "0001-01-01")),
        of(
            Types.TimeType.get(),
            "TIME",
            int64(0, "00:00:00"),
            int64(86_399_999_999L, "23:59:59.999999")),
        of(
            Types.TimestampType.withoutZone(),
            "TIMESTAMP",
            int64(-1, "1969-12-31 23:59:59.999999"),
            int64(-1_000_001, "1969-12-31 23:59:58.999999"),
            int64(0, "1970-01-01 00:00:00")),
        of(
            Types.TimestampType.withZone(),
            "TIMESTAMPTZ",
            int64(-1, "1969-12-31 23:59:59.999999+00"),
            int64(-62_135_596_800_000_000L, "0001-01-01 00:00:00+00"),
            int64(0, "1970-01-01 00:00:00+00")),
        of(
            Types.TimestampNanoType.withoutZone(),
            "TIMESTAMP_NS",
            int64(1, "1970-01-01 00:00:00.000000001"),
            int64(-1_999_999_999, "1969-12-31 23:59:58.000000001"),
            int64(-1, "1969-12-31 23:59:59.999999999")),
        of(
            Types.StringType.get(),
            "VARCHAR",
            text(""),
            text("Grüße, \"Welt\";\r\n 😀 "),
            text("null"),
            text("{\"a\":1}")),
        of(Types.BinaryType.get(), "BLOB", bytes(""), bytes("00ff0a0d22")),
        of(Types.FixedType.ofLength(3), "BLOB", bytes("0001ff"), bytes("000000")),
        of(Types.UUIDType.get(), "UUID", uuid("00112233-4455-6677-8899-aabbccddeeff")),
        list(),
        textMap(),
        intMap(),
        struct());
  }

  private static Sample list() {
    return of(
        Types.ListType.ofOptional(2, Types.IntegerType.get()),
        "INTEGER[]",
        new Value(c -> ((ListColumn) c).add(), "[]"),
        new Value(
            c -> {
              ListColumn list = (ListColumn) c;
              ((IntColumn) list.elements()).add(7);
              list.elements().addNull();
              list.add();
            },
            "[7, NULL]"));
  }

  private static Sample textMap() {
    return of(
        Types.MapType.ofOptional(2, 3, Types.StringType.get(), Types.LongType.get()),
        "MAP(VARCHAR, BIGINT)",
        new Value(c -> ((MapColumn) c).add(), "{}"),
        new Value(
            c -> {
              MapColumn map = (MapColumn) c;
              text("a").append().accept(map.keys());
              ((LongColumn) map.values()).add(1);
              text("b").append().accept(map.keys());
              map.values().addNull();
              map.add();
            },
            "{a=1, b=NULL}"));
  }

  private static Sample intMap() {
    return of(
        Types.MapType.ofRequired(2, 3, Types.IntegerType.get(), Types.StringType.get()),
        "MAP(INTEGER, VARCHAR)",
        new Value(
            c -> {
              MapColumn map = (MapColumn) c;
              ((IntColumn) map.keys()).add(5);
              text("five").append().accept(map.values());
              map.add();
            },
            "{5=five}"));
  }

  private static Sample struct() {
    Types.StructType inner =
        Types.StructType.of(
            Types.NestedField.optional(3, "day", Types.DateType.get()),
            Types.NestedField.required(
                4, "tags", Types.ListType.ofRequired(5, Types.StringType.get())));
    return of(
        Types.StructType.of(Types.NestedField.optional(2, "inner", inner)),
        "STRUCT(\"inner\" STRUCT(\"day\" DATE, tags VARCHAR[]))",
        new Value(c -> ((StructColumn) c).add(), "{'inner': NULL}"),
        new Value(
            c -> {
              StructColumn outer = (StructColumn) c;
              StructColumn child = (StructColumn) outer.child(0);
              ((IntColumn) child.child(0)).add(1);
              ListColumn tags = (ListColumn) child.child(1);
              text("x").append().accept(tags.elements());
              tags.add();
              child.add();
              outer.add();
            },
            "{'inner': {'day': 1970-01-02, 'tags': [x]}}"));
  }
}
