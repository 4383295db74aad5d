// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.Tombstones;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connect data on its way into columns, and back to what a converter gave. */
class ConnectFormatTest {
  private static final Schema ORDER =
      SchemaBuilder.struct()
          .name("order")
          .field("id", Schema.INT64_SCHEMA)
          .field("country-code", Schema.OPTIONAL_STRING_SCHEMA)
          .field("price", Decimal.schema(2))
          .build();

  private final ConnectFormat format = new ConnectFormat();
  private final Gathered gathered =
      new Gathered(
          new TopicPartition("orders", 0),
          new TablePartition("orders", ""),
          new MemoryBudget(1 << 30));

  static Stream<Arguments> typesOfColumns() {
    return Stream.of(
        Arguments.of(Schema.INT8_SCHEMA, (byte) -3, Types.IntegerType.get()),
        Arguments.of(Schema.INT16_SCHEMA, (short) 300, Types.IntegerType.get()),
        Arguments.of(Schema.INT32_SCHEMA, 7, Types.IntegerType.get()),
        Arguments.of(Schema.INT64_SCHEMA, 1L << 40, Types.LongType.get()),
        Arguments.of(Schema.FLOAT32_SCHEMA, 0.5f, Types.FloatType.get()),
        Arguments.of(Schema.FLOAT64_SCHEMA, Double.NaN, Types.DoubleType.get()),
        Arguments.of(Schema.BOOLEAN_SCHEMA, true, Types.BooleanType.get()),
        Arguments.of(Schema.STRING_SCHEMA, "ü", Types.StringType.get()),
        Arguments.of(Schema.BYTES_SCHEMA, new byte[] {1, 0}, Types.BinaryType.get()),
        Arguments.of(Decimal.schema(3), new BigDecimal("-1.250"), Types.DecimalType.of(38, 3)),
        Arguments.of(
            Decimal.builder(2).parameter("connect.decimal.precision", "9").build(),
            new BigDecimal("0.01"),
            Types.DecimalType.of(9, 2)),
        Arguments.of(
            org.apache.kafka.connect.data.Date.SCHEMA,
            Date.from(Instant.EPOCH.plus(Duration.ofDays(20_000))),
            Types.DateType.get()),
        Arguments.of(Time.SCHEMA, Date.from(Instant.ofEpochMilli(3_600_000)), Types.TimeType.get()),
        Arguments.of(
            Timestamp.SCHEMA, Date.from(Instant.ofEpochMilli(-1)), Types.TimestampType.withZone()),
        named("io.debezium.time.Date", Schema.Type.INT32, 20_000, Types.DateType.get()),
        named("io.debezium.time.Time", Schema.Type.INT32, 1, Types.TimeType.get()),
        named("io.debezium.time.MicroTime", Schema.Type.INT64, 1L, Types.TimeType.get()),
        named(
            "io.debezium.time.Timestamp", Schema.Type.INT64, 1L, Types.TimestampType.withoutZone()),
        named(
            "io.debezium.time.MicroTimestamp",
            Schema.Type.INT64,
            1L,
            Types.TimestampType.withoutZone()),
        named(
            "io.debezium.time.NanoTimestamp",
            Schema.Type.INT64,
            1L,
            Types.TimestampNanoType.withoutZone()),
        named(
            "io.debezium.data.Uuid",
            Schema.Type.STRING,
            "c0ffee00-0000-4000-8000-000000000001",
            Types.UUIDType.get()),
        named("some.name.of.their.own", Schema.Type.INT64, 1L, Types.LongType.get()));
  }

  private static Arguments named(String name, Schema.Type type, Object value, Type column) {
    return Arguments.of(new SchemaBuilder(type).name(name).build(), value, column);
  }

  @ParameterizedTest
  @MethodSource("typesOfColumns")
  void givesEveryTypeItsColumnAndBack(Schema type, Object value, Type column)
      throws MalformedException {
    Schema schema = SchemaBuilder.struct().field("a", type).build();
    Struct struct = new Struct(schema).put("a", value);
    byte[] kept = add(schema, struct);
    ColumnBatch batch = read(List.of());
    assertThat(batch.type().fieldType("a")).isEqualTo(column);
    assertThat(batch.type().field("a").isRequired()).isTrue();
    assertThat(restored(kept).getWithoutDefault("a")).isEqualTo(value);
  }

  @Test
  void keepsNestedValues() {
    Schema point =
        SchemaBuilder.struct().field("x", Schema.OPTIONAL_INT32_SCHEMA).optional().build();
    Schema schema =
        SchemaBuilder.struct()
            .field("points", SchemaBuilder.array(point).build())
            .field("tags", SchemaBuilder.map(Schema.STRING_SCHEMA, point).optional().build())
            .field("counts", SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA).build())
            .field("unit", SchemaBuilder.string().defaultValue("mm").build())
            .build();
    Struct one = new Struct(point).put("x", 1);
    Struct value =
        new Struct(schema)
            .put("points", Arrays.asList(one, null, new Struct(point)))
            .put("tags", Map.of("a", one))
            .put("counts", Map.of(7, "seven"));
    byte[] kept = add(schema, value);
    Types.StructType type = read(List.of()).type();
    assertThat(type.fieldType("points").asListType().elementType().isStructType()).isTrue();
    assertThat(type.fieldType("tags").isMapType()).isTrue();
    assertThat(type.fieldType("counts").asListType().elementType().asStructType().fields())
        .extracting(Types.NestedField::name)
        .containsExactly("key", "value");
    assertThat(restored(kept))
        .isEqualTo(
            new Struct(schema)
                .put("points", value.get("points"))
                .put("tags", value.get("tags"))
                .put("counts", value.get("counts"))
                .put("unit", "mm"));
  }

  @Test
  void readsSchemasThatAlternateIntoOneBatch() {
    Schema wider =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("coupon", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    for (long id = 0; id < 6; id++) {
      if (id % 2 == 0) {
        add(ORDER, order(id, "AT"));
      } else {
        add(wider, new Struct(wider).put("id", id).put("coupon", "c" + id));
      }
    }
    ColumnBatch batch = read(List.of());
    assertThat(batch.type().fields())
        .extracting(Types.NestedField::name)
        .containsExactly("id", "country-code", "price", "coupon");
    LongColumn ids = (LongColumn) batch.column(0);
    BytesColumn coupons = (BytesColumn) batch.column(3);
    for (int row = 0; row < 6; row++) {
      assertThat(ids.get(row)).isEqualTo(row);
      assertThat(coupons.isNull(row)).isEqualTo(row % 2 == 0);
    }
  }

  @Test
  void readsValuesWithoutASchemaAsJson() {
    byte[] kept = add(null, Map.of("id", 5L, "tags", List.of("a")));
    ColumnBatch batch = read(List.of());
    assertThat(batch.type().fieldType("id")).isEqualTo(Types.LongType.get());
    assertThat(batch.type().fieldType("tags").isListType()).isTrue();
    SchemaAndValue restored = format.restore(kept);
    assertThat(restored.schema()).isNull();
    assertThat(restored.value()).isEqualTo(Map.of("id", 5, "tags", List.of("a")));
  }

  @Test
  void rejectsValuesWithoutASchemaAmongOthers() {
    add(null, Map.of("id", 5L));
    add(ORDER, order(1, "AT"));
    ColumnBatch batch = read(List.of("the value has no schema, and others of the same batch"));
    assertThat(batch.rows()).isEqualTo(1);
  }

  @Test
  void givesValuesThatAreNoStructsOneColumn() {
    add(Schema.OPTIONAL_STRING_SCHEMA, "hello");
    ColumnBatch batch = read(List.of());
    assertThat(batch.type().fieldType("value")).isEqualTo(Types.StringType.get());
  }

  @Test
  void rejectsWhatContradictsItsSchemaAndKeepsItsText() {
    byte[] kept = add(Schema.INT64_SCHEMA, "seven");
    add(Schema.INT64_SCHEMA, 8L);
    read(List.of("the value contradicts its schema"));
    assertThat(format.restore(kept)).isEqualTo(new SchemaAndValue(Schema.STRING_SCHEMA, "seven"));
  }

  @Test
  void rejectsDecimalsThatNoColumnHolds() {
    byte[] long39 =
        add(decimals(0), new Struct(decimals(0)).put("a", new BigDecimal("9".repeat(39))));
    add(decimals(-2), new Struct(decimals(-2)).put("a", new BigDecimal("1E+2")));
    add(ORDER, order(1, null));
    read(List.of("has more digits than its schema allows", "Invalid decimal scale: -2"));
    assertThat(restored(long39).get("a")).isEqualTo(new BigDecimal("9".repeat(39)));
  }

  private static Schema decimals(int scale) {
    return SchemaBuilder.struct().field("a", Decimal.schema(scale)).build();
  }

  @Test
  void rejectsSchemasThatContainThemselves() {
    SchemaBuilder node = SchemaBuilder.struct().name("node");
    node.field("next", node);
    add(node, new Struct(ORDER));
    add(ORDER, order(1, "AT"));
    read(List.of("levels deep, or contains itself"));
  }

  @Test
  void peeksWithAndWithoutASchema() throws MalformedException {
    Peek peek = format.newPeek(List.of("country-code"));
    peek.read(format.keep(ORDER, order(1, "AT")));
    assertThat(text(peek)).isEqualTo("AT");
    peek.read(format.keep(null, Map.of("country-code", "DE")));
    assertThat(text(peek)).isEqualTo("DE");
    assertThatThrownBy(() -> peek.read(format.keep(Schema.INT64_SCHEMA, "seven")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("contradicts its schema");
    assertThatThrownBy(() -> peek.read(null)).isInstanceOf(MalformedException.class);
  }

  @Test
  void peeksIntoStructs() throws MalformedException {
    Schema place =
        SchemaBuilder.struct()
            .field("zip", Schema.INT64_SCHEMA)
            .field("city", Schema.OPTIONAL_STRING_SCHEMA)
            .optional()
            .build();
    Schema schema =
        SchemaBuilder.struct()
            .field("from", place)
            .field("a.b", Schema.INT64_SCHEMA)
            .field("to", place)
            .build();
    Struct shipped =
        new Struct(schema)
            .put("a.b", 9L)
            .put("to", new Struct(place).put("zip", 1010L).put("city", "Wien"));
    Peek peek = format.newPeek(List.of("to.city", "from.city", "a.b"));
    peek.read(format.keep(schema, shipped));
    assertThat(text(peek)).isEqualTo("Wien");
    assertThat(peek.isNull(1)).isTrue();
    assertThat(peek.asLong(2)).isEqualTo(9);
    assertThatThrownBy(() -> format.newPeek(List.of("to.zip.x")).read(format.keep(schema, shipped)))
        .hasMessageContaining("field to.zip.x is not in schema");
  }

  @Test
  void keepsNullsNull() {
    assertThat(format.keep(ORDER, null)).isNull();
    assertThat(format.restore(null)).isEqualTo(SchemaAndValue.NULL);
  }

  private static String text(Peek peek) {
    return new String(peek.bytes(0), peek.from(0), peek.length(0), StandardCharsets.UTF_8);
  }

  private static Struct order(long id, String country) {
    return new Struct(ORDER)
        .put("id", id)
        .put("country-code", country)
        .put("price", new BigDecimal("1.20"));
  }

  private byte[] add(Schema schema, Object value) {
    byte[] kept = format.keep(schema, value);
    gathered.add(new Envelope(gathered.source(), gathered.records(), 0, null, kept, List.of()));
    return kept;
  }

  private Struct restored(byte[] kept) {
    return (Struct) format.restore(kept).value();
  }

  /** Reads what was added; the reasons of what was rejected contain those given. */
  private ColumnBatch read(List<String> reasons) {
    Decoder decoder = format.newDecoder();
    ColumnBatch batch = new ColumnBatch(decoder.type(gathered), 4096);
    List<Rejection> rejections =
        Shredder.fill(gathered, decoder, Tombstones.REJECT, batch).rejections();
    assertThat(rejections).hasSameSizeAs(reasons);
    for (int i = 0; i < reasons.size(); i++) {
      assertThat(rejections.get(i).reason()).contains(reasons.get(i));
    }
    return batch;
  }
}
