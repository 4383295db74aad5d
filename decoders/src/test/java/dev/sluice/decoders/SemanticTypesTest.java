// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.schema.Conflicts;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.connect.ConnectFormat;
import dev.sluice.decoders.json.JsonFormat;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type that a name of Debezium's or Connect's stands for: wire values in, column values out.
 */
class SemanticTypesTest {
  /**
   * One type.
   *
   * @param avro its Avro schema, but for the name
   * @param hex the value in Avro's binary form
   * @param connect its Connect type, as JSON with embedded schema says it
   * @param json the value there
   * @param value the value that a Connect converter gives; null where it needs a struct
   */
  record Case(
      String name,
      String avro,
      String hex,
      String connect,
      String json,
      Object value,
      Type type,
      Object column) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String TIME = "io.debezium.time.";
  private static final String DATA = "io.debezium.data.";
  private static final String INT = "'type':'int'";
  private static final String LONG = "'type':'long'";
  private static final String STRING = "'type':'string'";
  private static final String UUID = "c0ffee00-0000-4000-8000-000000000001";

  private static Case number(
      String name, long value, String hex, boolean wide, Type type, long column) {
    Object connect = wide ? (Object) value : (Object) (int) value;
    boolean narrow = type.typeId() == Type.TypeID.DATE || type.typeId() == Type.TypeID.INTEGER;
    return new Case(
        name,
        wide ? LONG : INT,
        hex,
        wide ? "'type':'int64'" : "'type':'int32'",
        Long.toString(value),
        connect,
        type,
        narrow ? (Object) (int) column : (Object) column);
  }

  private static Case text(String name, String value, Type type, Object column) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    String hex = "%02x".formatted(2 * utf8.length) + HexFormat.of().formatHex(utf8);
    return new Case(
        name, STRING, hex, STRING, "'" + value.replace("'", "\\u0027") + "'", value, type, column);
  }

  static Stream<Case> cases() {
    return Stream.of(
        number(TIME + "Date", 20_000, "c0b802", false, Types.DateType.get(), 20_000),
        number(TIME + "Time", 3_723_004, "f8bbc603", false, Types.TimeType.get(), 3_723_004_000L),
        number(
            TIME + "MicroTime",
            3_723_004_005L,
            "caa1c4de1b",
            true,
            Types.TimeType.get(),
            3_723_004_005L),
        // no column type holds nanoseconds of a day, so the number stays
        number(
            TIME + "NanoTime",
            3_723_004_005_006L,
            "9caaa6c5dad801",
            true,
            Types.LongType.get(),
            3_723_004_005_006L),
        number(
            TIME + "Timestamp",
            1_700_000_000_123L,
            "f6a1abfef962",
            true,
            Types.TimestampType.withoutZone(),
            1_700_000_000_123_000L),
        number(
            TIME + "MicroTimestamp",
            1_700_000_000_123_456L,
            "8089818283898506",
            true,
            Types.TimestampType.withoutZone(),
            1_700_000_000_123_456L),
        number(
            TIME + "NanoTimestamp",
            1_700_000_000_123_456_789L,
            "aab4aed8c7bfce972f",
            true,
            Types.TimestampNanoType.withoutZone(),
            1_700_000_000_123_456_789L),
        number(TIME + "Year", 2026, "d41f", false, Types.IntegerType.get(), 2026),
        text(TIME + "ZonedTime", "10:15:30+02:00", Types.TimeType.get(), 29_730_000_000L),
        text(
            TIME + "ZonedTimestamp",
            "2023-11-14T23:13:20.123456+01:00",
            Types.TimestampType.withZone(),
            1_700_000_000_123_456L),
        text(DATA + "Json", "[1,true]", Types.StringType.get(), "[1,true]"),
        text(DATA + "Xml", "<a/>", Types.StringType.get(), "<a/>"),
        text(DATA + "Enum", "red", Types.StringType.get(), "red"),
        text(DATA + "EnumSet", "red,blue", Types.StringType.get(), "red,blue"),
        text(DATA + "Uuid", UUID, Types.UUIDType.get(), UUID.replace("-", "")),
        new Case(
            DATA + "Bits",
            "'type':'bytes'",
            "040501",
            "'type':'bytes'",
            "'BQE='",
            new byte[] {5, 1},
            Types.BinaryType.get(),
            "0501"),
        new Case(
            DATA + "VariableScaleDecimal",
            "'type':'record','name':'V','fields':[{'name':'scale','type':'int'},{'name':'value','type':'bytes'}]",
            "06043039",
            "'type':'struct','fields':[{'field':'scale','type':'int32'},{'field':'value','type':'bytes'}]",
            "{'scale':3,'value':'MDk='}",
            null,
            Types.DecimalType.of(38, 18),
            new BigDecimal("12.345000000000000000")),
        new Case(
            DATA + "geometry.Geometry",
            "'type':'record','name':'G','fields':[{'name':'wkb','type':'bytes'},{'name':'srid','type':['null','int']}]",
            "04010202cc43",
            "'type':'struct','fields':[{'field':'wkb','type':'bytes'},{'field':'srid','type':'int32','optional':true}]",
            "{'wkb':'AQI=','srid':4326}",
            null,
            null,
            Map.of("wkb", "0102", "srid", 4326)),
        new Case(
            "org.apache.kafka.connect.data.Timestamp",
            LONG,
            "f6a1abfef962",
            "'type':'int64'",
            "1700000000123",
            Date.from(Instant.ofEpochMilli(1_700_000_000_123L)),
            Types.TimestampType.withZone(),
            1_700_000_000_123_000L),
        new Case(
            "org.apache.kafka.connect.data.Date",
            INT,
            "c0b802",
            "'type':'int32'",
            "20000",
            Date.from(Instant.ofEpochMilli(20_000 * 86_400_000L)),
            Types.DateType.get(),
            20_000),
        new Case(
            "org.apache.kafka.connect.data.Time",
            INT,
            "f8bbc603",
            "'type':'int32'",
            "3723004",
            Date.from(Instant.ofEpochMilli(3_723_004L)),
            Types.TimeType.get(),
            3_723_004_000L));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inAvro(Case given) {
    String schema =
        "{'type':'record','name':'R','fields':[{'name':'a','type':{"
            + given.avro
            + ",'connect.name':'"
            + given.name
            + "'}}]}";
    byte[] value = HexFormat.of().parseHex("0000000001" + given.hex);
    check(
        given,
        Rows.of(
            new AvroFormat(id -> new Schema.Parser().parse(schema.replace('\'', '"'))),
            List.of(value)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inJsonWithItsSchema(Case given) {
    String value =
        "{'schema':{'type':'struct','fields':[{'field':'a',"
            + given.connect
            + ",'name':'"
            + given.name
            + "'}]},'payload':{'a':"
            + given.json
            + "}}";
    check(
        given,
        Rows.of(
            new JsonFormat(Unwrapping.of(Unwrapping.Envelope.PAYLOAD, List.of()), Conflicts.WIDEN),
            List.of(value.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
  }

  static Stream<Case> converted() {
    return cases().filter(given -> given.value != null);
  }

  @ParameterizedTest
  @MethodSource("converted")
  void fromConnect(Case given) {
    String type = given.connect.substring(given.connect.indexOf(':') + 2).replace("'", "");
    org.apache.kafka.connect.data.Schema row =
        SchemaBuilder.struct()
            .field(
                "a",
                new SchemaBuilder(
                        org.apache.kafka.connect.data.Schema.Type.valueOf(
                            type.toUpperCase(java.util.Locale.ROOT)))
                    .name(given.name)
                    .build())
            .build();
    ConnectFormat format = new ConnectFormat();
    byte[] kept = format.keep(row, new Struct(row).put("a", given.value));
    check(given, Rows.of(format, List.of(kept)));
  }

  private static void check(Case given, Rows rows) {
    assertThat(rows.rejected()).isEmpty();
    if (given.type != null) {
      assertThat(rows.type("a")).isEqualTo(given.type);
    }
    assertThat(rows.column("a")).containsExactly(given.column);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void whatIsNoTimeIsRejected(String text, String reason) {
    String value =
        "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"field\":\"a\",\"type\":\"string\",\"name\":"
            + "\"io.debezium.time.ZonedTimestamp\"}]},\"payload\":{\"a\":\""
            + text
            + "\"}}";
    Rows rows =
        Rows.of(
            new JsonFormat(Unwrapping.of(Unwrapping.Envelope.PAYLOAD, List.of()), Conflicts.WIDEN),
            List.of(value.getBytes(StandardCharsets.UTF_8)));
    assertThat(rows.rejected().get(0L)).contains(reason);
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> bad() {
    return Stream.of(
            new String[] {"2023-02-29T00:00:00Z", "is not a time"},
            new String[] {"2023-11-14T24:00:00Z", "is not a time"},
            new String[] {"2023-11-14T23:00:00", "is not a time"},
            new String[] {"2023-11-14T23:00:00.1234567Z", "finer than a microsecond"},
            new String[] {"soon", "is not a time"})
        .map(pair -> org.junit.jupiter.params.provider.Arguments.of(pair[0], pair[1]));
  }
}
