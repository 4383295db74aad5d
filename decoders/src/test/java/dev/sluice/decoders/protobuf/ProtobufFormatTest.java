// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import dev.sluice.decoders.Rows;
import dev.sluice.decoders.registry.RegisteredSchema;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtobufFormatTest {
  private static final String ORDERS =
      """
      syntax = "proto3";
      package shop.v1;
      import "google/protobuf/timestamp.proto";
      import "google/protobuf/wrappers.proto";
      import "shop/money.proto";

      message Order {
        int64 order_id = 1;
        string customer = 2;
        optional string note = 3;
        Status status = 4;
        shop.Money total = 5;
        repeated Line lines = 6;
        map<string, int32> points = 7;
        google.protobuf.Timestamp ordered_at = 8;
        google.protobuf.StringValue coupon = 9;
        oneof payment {
          string card = 10;
          Nothing cash = 11;
        }
        repeated sint32 codes = 12;
        uint64 serial = 13;
        Order replaces = 14;
        bytes raw = 300;
        message Line {
          string sku = 1;
          fixed32 quantity = 2;
          repeated double weights = 3 [packed = false];
        }
        message Nothing {}
        enum Status {
          NEW = 0;
          PAID = 1;
        }
      }

      message Refund {
        int32 amount = 1;
        message Reason {
          string text = 1;
        }
      }
      """;
  private static final String MONEY =
      """
      syntax = "proto3";
      package shop;
      message Money {
        sint64 cents = 1;
        string currency = 2;
      }
      """;
  private static final String OLD =
      """
      syntax = "proto2";
      message Order {
        required int32 order_id = 1;
        optional float weight = 2 [default = 3];
      }
      """;

  private final Map<Integer, RegisteredSchema> registered = new HashMap<>();
  private final ProtobufFormat format =
      new ProtobufFormat(
          id -> {
            RegisteredSchema schema = registered.get(id);
            if (schema == null) {
              throw new MalformedException("schema id " + id + " is not known");
            }
            return schema;
          });

  @BeforeEach
  void register() {
    register(1, ORDERS, Map.of("shop/money.proto", MONEY));
    register(2, OLD, Map.of());
  }

  private void register(int id, String text, Map<String, String> imports) {
    registered.put(id, new RegisteredSchema(id, RegisteredSchema.Language.PROTOBUF, text, imports));
  }

  /** Bytes as protobuf.dev/encoding writes them, after the frame and the indexes. */
  private static byte[] value(int id, String indexes, byte[]... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    out.writeBytes(HexFormat.of().parseHex(indexes));
    Arrays.stream(fields).forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write(((int) rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] number(int field, long value) {
    return joined(varint((long) field << 3), varint(value));
  }

  private static byte[] message(int field, byte[]... parts) {
    byte[] content = joined(parts);
    return joined(varint((long) field << 3 | 2), varint(content.length), content);
  }

  private static byte[] text(int field, String value) {
    return message(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] fixed64(int field, double value) {
    long bits = Long.reverseBytes(Double.doubleToLongBits(value));
    return joined(varint((long) field << 3 | 1), ByteBuffer.allocate(8).putLong(bits).array());
  }

  private static byte[] fixed32(int field, int value) {
    return joined(
        varint((long) field << 3 | 5),
        ByteBuffer.allocate(4).putInt(Integer.reverseBytes(value)).array());
  }

  private static byte[] order() {
    return value(
        1,
        "00",
        number(1, -5),
        text(2, "Jürgen"),
        number(4, 1),
        message(5, number(1, 2 * 1999), text(2, "EUR")),
        message(6, text(1, "a"), fixed32(2, -1), fixed64(3, 0.5), fixed64(3, 1.5)),
        message(6, text(1, "b")),
        message(7, text(1, "gold"), number(2, 7)),
        message(7, text(1, "none")),
        message(8, number(1, 1_700_000_000), number(2, 123_456_789)),
        message(9, text(1, "SPRING")),
        message(11),
        message(12, varint(1), varint(2), varint(4)),
        number(13, -1),
        message(14, number(1, 4)),
        message(300, new byte[] {1, -1}));
  }

  private static String unnumbered(Type type) {
    return type.toString().replaceAll("\\d+: ", "");
  }

  @Test
  void mapsEveryKindOfField() throws MalformedException {
    Types.StructType type = format.firstRowType(1);
    assertThat(
            type.fields().stream()
                .map(f -> f.name() + " " + unnumbered(f.type()) + " " + f.isOptional()))
        .containsExactly(
            "order_id long false",
            "customer string false",
            "note string true",
            "status string false",
            "total struct<cents: required long, currency: required string> true",
            "lines list<struct<sku: required string, quantity: required long, weights: required list<double>>> false",
            "points map<string, int> false",
            "ordered_at timestamptz true",
            "coupon string true",
            "card string true",
            "cash boolean true",
            "codes list<int> false",
            "serial decimal(20, 0) false",
            "replaces binary true",
            "raw binary false");
  }

  @Test
  void readsEveryKindOfField() {
    Rows rows = Rows.of(format, List.of(order()));
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.column("order_id")).containsExactly(-5L);
    assertThat(rows.column("customer")).containsExactly("Jürgen");
    assertThat(rows.column("note")).containsExactly((Object) null);
    assertThat(rows.column("status")).containsExactly("PAID");
    assertThat(rows.column("total")).containsExactly(Map.of("cents", 1999L, "currency", "EUR"));
    assertThat(rows.column("lines"))
        .containsExactly(
            List.of(
                Map.of("sku", "a", "quantity", 4_294_967_295L, "weights", List.of(0.5, 1.5)),
                Map.of("sku", "b", "quantity", 0L, "weights", List.of())));
    assertThat(rows.column("points")).containsExactly(Map.of("gold", 7, "none", 0));
    assertThat(rows.column("ordered_at")).containsExactly(1_700_000_000_123_456L);
    assertThat(rows.column("coupon")).containsExactly("SPRING");
    assertThat(rows.column("card")).containsExactly((Object) null);
    assertThat(rows.column("cash")).containsExactly(true);
    assertThat(rows.column("codes")).containsExactly(List.of(-1, 1, 2));
    assertThat(rows.column("serial")).containsExactly(new BigInteger("18446744073709551615"));
    assertThat(rows.column("replaces")).containsExactly("0804");
    assertThat(rows.column("raw")).containsExactly("01ff");
  }

  /** What is not on the wire is zero or nothing where the schema says so, and null elsewhere. */
  @Test
  void givesAbsentFieldsTheirUsualValues() {
    Rows rows = Rows.of(format, List.of(value(1, "00")));
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.column("order_id")).containsExactly(0L);
    assertThat(rows.column("customer")).containsExactly("");
    assertThat(rows.column("status")).containsExactly("NEW");
    assertThat(rows.column("lines")).containsExactly(List.of());
    assertThat(rows.column("points")).containsExactly(Map.of());
    for (String absent : List.of("note", "total", "ordered_at", "coupon", "cash", "replaces")) {
      assertThat(rows.column(absent)).as(absent).containsExactly((Object) null);
    }
  }

  /** The last of several holds, of a choice as well, and messages are merged. */
  @Test
  void takesRepeatedSinglesAsProtobufSays() {
    Rows rows =
        Rows.of(
            format,
            List.of(
                value(
                    1,
                    "00",
                    message(5, number(1, 2), text(2, "EUR")),
                    text(10, "card"),
                    number(1, 1),
                    message(5, number(1, 8)),
                    message(11),
                    number(1, 2),
                    message(5, text(2, "USD")))));
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.column("order_id")).containsExactly(2L);
    assertThat(rows.column("card")).containsExactly((Object) null);
    assertThat(rows.column("cash")).containsExactly(true);
    assertThat(rows.column("total")).containsExactly(Map.of("cents", 4L, "currency", "USD"));
  }

  @Test
  void keepsNumbersOfEnumsThatHaveNoName() {
    Rows rows = Rows.of(format, List.of(value(1, "00", number(4, 9))));
    assertThat(rows.column("status")).containsExactly("9");
  }

  @ParameterizedTest
  @CsvSource({"0202, amount", "040200, text"})
  void findsTheMessageThatTheIndexesName(String indexes, String field) {
    byte[] content = field.equals("amount") ? number(1, 3) : text(1, "x");
    Rows rows = Rows.of(format, List.of(value(1, indexes.replace(" ", ""), content)));
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.type().fields()).extracting(Types.NestedField::name).containsExactly(field);
  }

  /** Writers that alternate share the columns, which widen where they must. */
  @Test
  void readsWritersOfSeveralSchemasIntoOneTable() {
    register(3, OLD.replace("int32", "int64").replace("float", "double"), Map.of());
    Rows rows =
        Rows.of(
            format,
            List.of(
                value(2, "00", number(1, 1), fixed32(2, Float.floatToIntBits(1.5f))),
                value(3, "00", number(1, 1L << 40), fixed64(2, 2.5)),
                value(2, "00", number(1, -2))));
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.column("order_id")).containsExactly(1L, 1L << 40, -2L);
    assertThat(rows.column("weight")).containsExactly(1.5, 2.5, null);
  }

  @Test
  void rejectsWhatIsNotAValueOfItsSchemaAndSaysWhy() {
    Rows rows =
        Rows.of(
            format,
            List.of(
                value(2, "00", number(1, 1)),
                value(2, "00"),
                value(2, "00", number(1, 1), number(7, 1)),
                value(2, "00", text(1, "x")),
                value(2, "00", new byte[] {8}),
                value(2, "0206", number(1, 1)),
                value(9, "00", number(1, 1)),
                "{}".getBytes(StandardCharsets.UTF_8),
                value(1, "00", message(2, new byte[] {-1}))));
    assertThat(rows.rows()).isEqualTo(1);
    assertThat(rows.rejected().values())
        .satisfiesExactly(
            e -> assertThat(e).isEqualTo("field order_id: is required, and not there"),
            e -> assertThat(e).contains("field number 7, which Order does not have"),
            e -> assertThat(e).contains("field order_id: has wire type 2 where 0 belongs"),
            e -> assertThat(e).contains("ends in the middle of a field"),
            e -> assertThat(e).contains("names message [3], which the schema does not have"),
            e -> assertThat(e).contains("schema id 9 is not known"),
            e -> assertThat(e).contains("too short for the schema id's frame"),
            e -> assertThat(e).contains("field customer: a string is not valid UTF-8"));
  }

  @Test
  void peeksAtFieldsInsideMessages() throws MalformedException {
    Peek peek = format.newPeek(List.of("total.currency", "ordered_at", "note"));
    peek.read(order());
    assertThat(new String(peek.bytes(0), peek.from(0), peek.length(0), StandardCharsets.UTF_8))
        .isEqualTo("EUR");
    assertThat(peek.type(1)).isEqualTo(Types.TimestampType.withZone());
    assertThat(peek.asLong(1)).isEqualTo(1_700_000_000_123_456L);
    assertThat(peek.isNull(2)).isTrue();
  }

  @Test
  void tellsThatATypeIsMissing() {
    register(4, ORDERS, Map.of());
    assertThatThrownBy(() -> format.firstRowType(4))
        .hasMessageContaining("shop.v1.Order uses the type shop.Money, which neither the schema");
    register(5, "message {", Map.of());
    assertThatThrownBy(() -> format.firstRowType(5))
        .hasMessageContaining("the schema is not valid Protobuf");
  }
}
