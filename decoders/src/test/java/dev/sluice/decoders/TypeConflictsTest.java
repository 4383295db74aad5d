// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.connect.ConnectFormat;
import dev.sluice.decoders.json.JsonFormat;
import dev.sluice.decoders.json.JsonSchemaFormat;
import dev.sluice.decoders.protobuf.ProtobufFormat;
import dev.sluice.decoders.registry.RegisteredSchema;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Types;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each policy makes of a field that two writers give different types. */
class TypeConflictsTest {
  /** Fields of the two schemas that values alternate between. */
  private static WireFormat avro(String first, String second, Conflicts conflicts) {
    return new AvroFormat(
        id ->
            new Schema.Parser()
                .parse(
                    "{\"type\":\"record\",\"name\":\"R\",\"fields\":["
                        + (id == 1 ? first : second).replace('\'', '"')
                        + "]}"),
        Unwrapping.NONE,
        conflicts);
  }

  private static List<byte[]> values(String... schemaAndHex) {
    return Arrays.stream(schemaAndHex)
        .map(value -> HexFormat.of().parseHex("0000000" + value.replace(":", "")))
        .toList();
  }

  private static String a(String type) {
    return "{'name':'a','type':" + type + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'int' | 02 | 'long' | 04 | long | 1 | 2",
        "'long' | 02 | 'int' | 04 | long | 1 | 2",
        "'int' | 02 | 'double' | 0000000000000440 | double | 1.0 | 2.5",
        "'long' | 02 | 'float' | 00002040 | double | 1.0 | 2.5",
        "'int' | 02 | {'type':'bytes','logicalType':'decimal','precision':5,'scale':2} | 0400fa | decimal(12, 2) | 1.00 | 2.50",
        "{'type':'bytes','logicalType':'decimal','precision':5,'scale':1} | 020a | {'type':'bytes','logicalType':'decimal','precision':5,'scale':3} | 04030c | decimal(7, 3) | 1.000 | 0.780",
        "{'type':'bytes','logicalType':'decimal','precision':20,'scale':0} | 020a | 'long' | 04 | decimal(20, 0) | 10 | 2",
        "{'type':'fixed','name':'F','size':1} | 07 | 'bytes' | 0408ff | binary | 07 | 08ff",
      })
  void columnsGetTheSmallestTypeThatHoldsBoth(
      String first, String hex, String second, String other, String type, String one, String two) {
    Rows rows =
        Rows.of(
            avro(a(first), a(second), Conflicts.WIDEN),
            values("001:" + hex, "002:" + other, "001:" + hex));
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.type("a")).hasToString(type);
    assertThat(rows.column("a").stream().map(TypeConflictsTest::text))
        .containsExactly(one, two, one);
  }

  private static String text(Object value) {
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  @Test
  void aLongThatADoubleWouldRoundIsRejected() {
    Rows rows =
        Rows.of(
            avro(a("'double'"), a("'long'"), Conflicts.WIDEN),
            values("001:0000000000000440", "002:" + "82808080808080" + "20", "002:04"));
    assertThat(rows.column("a")).containsExactly(2.5, 2.0);
    assertThat(rows.rejected().get(1L)).contains("9007199254740993", "double", "round");
  }

  private static final String NUMBER = a("'long'");
  private static final String TEXT = a("['null','string']");
  private static final String[] MIXED = {"001:02", "002:020261", "002:00", "001:04"};

  @Test
  void widenRejectsWhatHasNoCommonTypeAndNamesBoth() {
    Rows rows = Rows.of(avro(NUMBER, TEXT, Conflicts.WIDEN), values(MIXED));
    assertThat(rows.column("a")).containsExactly(1L, null, 2L);
    assertThat(rows.rejected()).hasSize(1);
    assertThat(rows.rejected().get(1L))
        .contains("field a is string", "does not fit its column of type long");
  }

  @Test
  void newColumnKeepsEverything() {
    Rows rows = Rows.of(avro(NUMBER, TEXT, Conflicts.NEW_COLUMN), values(MIXED));
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.column("a")).containsExactly(1L, null, null, 2L);
    assertThat(rows.column("a__string")).containsExactly(null, "a", null, null);
  }

  @Test
  void newColumnStillWidens() {
    Rows rows =
        Rows.of(
            avro(NUMBER, a("'double'"), Conflicts.NEW_COLUMN),
            values("001:02", "002:0000000000000440"));
    assertThat(rows.names()).containsExactly("a");
    assertThat(rows.column("a")).containsExactly(1.0, 2.5);
  }

  @Test
  void rejectTakesNoOtherType() {
    Rows rows =
        Rows.of(avro(a("'long'"), a("'int'"), Conflicts.REJECT), values("001:02", "002:04"));
    assertThat(rows.column("a")).containsExactly(1L);
    assertThat(rows.rejected().get(1L))
        .contains("field a is int", "does not fit its column of type long");
  }

  @Test
  void newColumnsAreMadeInsideStructsToo() {
    String first = "{'name':'s','type':{'type':'record','name':'S','fields':[" + NUMBER + "]}}";
    String second = "{'name':'s','type':{'type':'record','name':'S','fields':[" + TEXT + "]}}";
    Rows rows = Rows.of(avro(first, second, Conflicts.NEW_COLUMN), values("001:02", "002:020261"));
    assertThat(rows.column("s").get(1)).hasToString("{a=null, a__string=a}");
  }

  @Test
  void listsWithoutACommonElementAreApart() {
    Rows rows =
        Rows.of(
            avro(
                a("{'type':'array','items':'long'}"),
                a("{'type':'array','items':'string'}"),
                Conflicts.NEW_COLUMN),
            values("001:020200", "002:02026100"));
    assertThat(rows.names()).containsExactly("a", "a__list_string");
    assertThat(rows.column("a__list_string")).containsExactly(null, List.of("a"));
  }

  @Test
  void aRecordWithBothTheOddValueAndAFieldOfThatNameIsRejected() {
    String second = a("'string'") + ",{'name':'a__string','type':'string'}";
    Rows rows =
        Rows.of(avro(NUMBER, second, Conflicts.NEW_COLUMN), values("001:02", "002:02610262"));
    assertThat(rows.rows()).isEqualTo(1);
    assertThat(rows.rejected().get(1L)).contains("a__string", "which the record has a field for");
  }

  @ParameterizedTest
  @EnumSource(Conflicts.class)
  void protobufFollowsThePolicy(Conflicts conflicts) {
    WireFormat format =
        new ProtobufFormat(
            id ->
                new RegisteredSchema(
                    id,
                    RegisteredSchema.Language.PROTOBUF,
                    "syntax = \"proto3\"; message R { "
                        + List.of("int32", "double", "string").get(id - 1)
                        + " a = 1; }",
                    Map.of()),
            Unwrapping.NONE,
            conflicts);
    Rows rows =
        Rows.of(
            format,
            values("001:00" + "0802", "002:00" + "090000000000000440", "003:00" + "0a0161"));
    switch (conflicts) {
      case WIDEN -> {
        assertThat(rows.column("a")).containsExactly(2.0, 2.5);
        assertThat(rows.rejected().get(2L)).contains("string", "double");
      }
      case NEW_COLUMN -> {
        assertThat(rows.column("a")).containsExactly(2.0, 2.5, null);
        assertThat(rows.column("a__string")).containsExactly(null, null, "a");
      }
      case REJECT -> {
        assertThat(rows.column("a")).containsExactly(2);
        assertThat(rows.rejected()).containsOnlyKeys(1L, 2L);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Conflicts.class)
  void jsonFollowsThePolicy(Conflicts conflicts) {
    Rows rows =
        Rows.of(
            new JsonFormat(Unwrapping.NONE, conflicts),
            json("{\"a\":1}", "{\"a\":2.5}", "{\"a\":\"x\"}", "{\"a\":{\"b\":true}}"));
    switch (conflicts) {
      case WIDEN -> assertThat(rows.column("a")).containsExactly("1", "2.5", "x", "{\"b\":true}");
      case NEW_COLUMN -> {
        assertThat(rows.rejected()).isEmpty();
        assertThat(rows.column("a")).containsExactly(1.0, 2.5, null, null);
        assertThat(rows.column("a__string")).containsExactly(null, null, "x", null);
        assertThat(rows.column("a__struct").get(3)).hasToString("{b=true}");
      }
      case REJECT -> {
        assertThat(rows.column("a")).containsExactly(1L);
        assertThat(rows.rejected().get(2L)).contains("field a is string", "column of type long");
        assertThat(rows.rejected()).containsOnlyKeys(1L, 2L, 3L);
      }
    }
  }

  @Test
  void jsonRejectsTwoValuesForOneColumn() {
    Rows rows =
        Rows.of(
            new JsonFormat(Unwrapping.NONE, Conflicts.NEW_COLUMN),
            json(
                "{\"a\":1}",
                "{\"a\":\"x\",\"a__string\":\"y\"}",
                "{\"a__string\":\"z\"}",
                "{\"a__string\":\"y\",\"a\":\"x\"}"));
    assertThat(rows.column("a__string")).containsExactly(null, "z");
    assertThat(rows.rejected()).containsOnlyKeys(1L, 3L);
  }

  private static List<byte[]> json(String... values) {
    return Arrays.stream(values).map(v -> v.getBytes(StandardCharsets.UTF_8)).toList();
  }

  @ParameterizedTest
  @EnumSource(Conflicts.class)
  void jsonSchemaFollowsThePolicy(Conflicts conflicts) {
    WireFormat format =
        new JsonSchemaFormat(
            id ->
                new RegisteredSchema(
                    id,
                    RegisteredSchema.Language.JSON,
                    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\""
                        + (id == 1 ? "integer" : "string")
                        + "\"}}}",
                    Map.of()),
            Unwrapping.NONE,
            conflicts);
    Rows rows =
        Rows.of(
            format,
            List.of(
                framed(1, "{\"a\":1}"), framed(2, "{\"a\":\"x\"}"), framed(1, "{\"a\":\"y\"}")));
    assertThat(rows.type("a")).isEqualTo(Types.LongType.get());
    assertThat(rows.rejected()).containsKey(2L);
    if (conflicts == Conflicts.NEW_COLUMN) {
      assertThat(rows.column("a__string")).containsExactly(null, "x");
    } else {
      assertThat(rows.rejected().get(1L)).contains("field a is string", "column of type long");
    }
  }

  private static byte[] framed(int id, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
  }

  @Test
  void connectFollowsThePolicy() {
    ConnectFormat format = new ConnectFormat(Unwrapping.NONE, Conflicts.NEW_COLUMN);
    org.apache.kafka.connect.data.Schema number =
        SchemaBuilder.struct()
            .field("a", org.apache.kafka.connect.data.Schema.INT32_SCHEMA)
            .build();
    org.apache.kafka.connect.data.Schema text =
        SchemaBuilder.struct()
            .field("a", org.apache.kafka.connect.data.Schema.STRING_SCHEMA)
            .build();
    Rows rows =
        Rows.of(
            format,
            List.of(
                format.keep(number, new Struct(number).put("a", 1)),
                format.keep(text, new Struct(text).put("a", "x"))));
    assertThat(rows.column("a")).containsExactly(1, null);
    assertThat(rows.column("a__string")).containsExactly(null, "x");
  }
}
