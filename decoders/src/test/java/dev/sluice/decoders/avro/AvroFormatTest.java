// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

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
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.decoders.registry.SchemaSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class AvroFormatTest {
  private static final Schema V1 =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Order","fields":[
              {"name":"id","type":"int"},
              {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"note","type":["null","string"],"default":null},
              {"name":"tags","type":{"type":"array","items":"string"}},
              {"name":"attributes","type":{"type":"map","values":"double"}},
              {"name":"place","type":{"type":"record","name":"Place","fields":[{"name":"city","type":"string"}]}},
              {"name":"status","type":{"type":"enum","name":"Status","symbols":["NEW","PAID"]}}]}""");
  private static final Schema V2 =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Order","fields":[
              {"name":"currency","type":"string"},
              {"name":"id","type":"long"}]}""");

  private final Map<Integer, Schema> registered = new HashMap<>(Map.of(1, V1, 2, V2));
  private final SchemaSource source =
      id -> {
        Schema schema = registered.get(id);
        if (schema == null) {
          throw new MalformedException("schema id " + id + " is not known");
        }
        return schema;
      };
  private final AvroFormat format = new AvroFormat(source);
  private final Gathered gathered =
      new Gathered(
          new TopicPartition("orders", 0),
          new TablePartition("orders", ""),
          new MemoryBudget(1 << 30));
  private long offset;

  private void add(byte[] value) {
    gathered.add(new Envelope(gathered.source(), offset++, 0, null, value, List.of()));
  }

  private static byte[] framed(int id, GenericRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static GenericRecord order(int i) {
    GenericRecord order = new GenericData.Record(V1);
    order.put("id", i);
    order.put(
        "price",
        new Conversions.DecimalConversion()
            .toBytes(BigDecimal.valueOf(i * 100L - 5_000, 2), null, LogicalTypes.decimal(10, 2)));
    order.put("at", 1_000L * i);
    order.put("note", i % 3 == 0 ? null : "nöte " + i);
    order.put("tags", List.of("a" + i, "b"));
    order.put("attributes", Map.of("weight", i / 4.0));
    GenericRecord place = new GenericData.Record(V1.getField("place").schema());
    place.put("city", "Graz");
    order.put("place", place);
    order.put(
        "status",
        new GenericData.EnumSymbol(V1.getField("status").schema(), i % 2 == 0 ? "NEW" : "PAID"));
    return order;
  }

  private static GenericRecord slim(long id) {
    GenericRecord order = new GenericData.Record(V2);
    order.put("currency", "EUR");
    order.put("id", id);
    return order;
  }

  private static String text(BytesColumn column, int row) {
    return new String(column.data(), column.from(row), column.length(row), StandardCharsets.UTF_8);
  }

  /** Reads all rows and keeps them, instead of handing them on. */
  private ColumnBatch rows() throws MalformedException {
    ColumnBatch batch = new ColumnBatch(format.newDecoder().type(gathered), 4096);
    dev.sluice.core.shred.Decoder.Reader reader = format.newDecoder().reader(batch);
    Gathered.Cursor cursor = gathered.cursor();
    while (cursor.next()) {
      reader.read(cursor.bytes(), cursor.valueAt(), cursor.valueLength());
      batch.endRow(cursor.offset(), cursor.timestamp());
    }
    return batch;
  }

  @Test
  void readsEveryFieldIntoItsColumn() throws MalformedException {
    for (int i = 0; i < 100; i++) {
      add(framed(1, order(i)));
    }
    ColumnBatch batch = rows();
    assertThat(batch.rows()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(((IntColumn) batch.column(0)).get(i)).isEqualTo(i);
      assertThat(((LongColumn) batch.column(1)).get(i)).isEqualTo(i * 100L - 5_000);
      assertThat(((LongColumn) batch.column(2)).get(i)).isEqualTo(1_000_000L * i);
      assertThat(batch.column(3).isNull(i)).isEqualTo(i % 3 == 0);
      if (i % 3 != 0) {
        assertThat(text((BytesColumn) batch.column(3), i)).isEqualTo("nöte " + i);
      }
      ListColumn tags = (ListColumn) batch.column(4);
      assertThat(tags.to(i) - tags.from(i)).isEqualTo(2);
      assertThat(text((BytesColumn) tags.elements(), tags.from(i))).isEqualTo("a" + i);
      MapColumn attributes = (MapColumn) batch.column(5);
      assertThat(((DoubleColumn) attributes.values()).get(attributes.from(i))).isEqualTo(i / 4.0);
      assertThat(text((BytesColumn) ((StructColumn) batch.column(6)).child(0), i))
          .isEqualTo("Graz");
      assertThat(text((BytesColumn) batch.column(7), i)).isEqualTo(i % 2 == 0 ? "NEW" : "PAID");
    }
  }

  @Test
  void twoWriterSchemasShareOneBatch() throws MalformedException {
    for (int i = 0; i < 10; i++) {
      add(i % 2 == 0 ? framed(1, order(i)) : framed(2, slim(1L << 40)));
    }
    ColumnBatch batch = rows();
    Types.NestedField id = batch.type().field("id");
    assertThat(id.type()).isEqualTo(Types.LongType.get());
    assertThat(id.isRequired()).isTrue();
    assertThat(batch.type().field("currency").isOptional()).isTrue();
    assertThat(batch.type().field("place").isOptional()).isTrue();
    assertThat(((LongColumn) batch.column(0)).get(4)).isEqualTo(4);
    assertThat(((LongColumn) batch.column(0)).get(5)).isEqualTo(1L << 40);
    assertThat(batch.column(6).isNull(5)).isTrue();
    assertThat(batch.column(8).isNull(4)).isTrue();
  }

  @Test
  void aBadRecordIsRejectedAloneWithItsBytes() throws IOException {
    add(framed(1, order(1)));
    add(new byte[] {1, 2, 3, 4, 5, 6});
    add(framed(77, order(2)));
    byte[] cut = framed(1, order(3));
    add(Arrays.copyOf(cut, cut.length - 3));
    byte[] longer = framed(1, order(4));
    add(Arrays.copyOf(longer, longer.length + 2));
    add(null);
    add(framed(1, order(5)));
    ColumnBatch batch = new ColumnBatch(format.newDecoder().type(gathered), 4096);
    int[] rows = {0};
    List<Rejection> rejections =
        Shredder.shred(
                gathered,
                format.newDecoder(),
                Tombstones.REJECT,
                KafkaColumns.NONE,
                batch,
                full -> rows[0] += full.rows())
            .rejections();
    assertThat(rows[0]).isEqualTo(2);
    assertThat(rejections)
        .extracting(rejection -> rejection.record().offset())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(rejections.get(0).sentence())
        .startsWith("orders-0-1 rejected at decode")
        .contains("begins with byte 1");
    assertThat(rejections.get(1).reason()).contains("schema id 77");
    assertThat(rejections.get(2).record().value()).isEqualTo(Arrays.copyOf(cut, cut.length - 3));
    assertThat(rejections.get(3).reason()).contains("2 bytes are left over");
  }

  @Test
  void refusesADecimalWithTooManyDigits() {
    GenericRecord order = order(1);
    order.put(
        "price",
        ByteBuffer.wrap(BigDecimal.valueOf(10_000_000_000L, 0).unscaledValue().toByteArray()));
    add(framed(1, order));
    assertThatThrownBy(this::rows)
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("more digits");
  }

  @Test
  void peeksAtAFieldWithoutReadingTheRest() throws MalformedException {
    Peek peek = format.newPeek(List.of("note", "at"));
    for (int i = 1; i < 6; i++) {
      peek.read(framed(1, order(i)));
      assertThat(peek.asLong(1)).isEqualTo(1_000_000L * i);
      assertThat(peek.isNull(0)).isEqualTo(i % 3 == 0);
      if (i % 3 != 0) {
        assertThat(new String(peek.bytes(0), peek.from(0), peek.length(0), StandardCharsets.UTF_8))
            .isEqualTo("nöte " + i);
      }
    }
    assertThatThrownBy(() -> format.newPeek(List.of("region")).read(framed(1, order(1))))
        .hasMessageContaining("field region is not in schema id 1");
  }

  @Test
  void anyBytesGiveAValueOrARejection() {
    ColumnBatch batch = new ColumnBatch(SchemaUnionOf.row(V1), 1);
    dev.sluice.core.shred.Decoder.Reader reader = format.newDecoder().reader(batch);
    Random random = new Random(42);
    int good = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] value = i % 2 == 0 ? mutated(random) : random(random);
      try {
        reader.read(value, 0, value.length);
        batch.endRow(i, 0);
        good++;
      } catch (MalformedException e) {
        assertThat(e.getMessage()).isNotBlank();
        batch.abandonRow();
      }
      batch.clear();
    }
    assertThat(good).as("mutations that are still values").isPositive();
  }

  private static byte[] mutated(Random random) {
    byte[] value = framed(1, order(random.nextInt(1_000)));
    for (int flips = random.nextInt(3); flips >= 0; flips--) {
      value[5 + random.nextInt(value.length - 5)] = (byte) random.nextInt();
    }
    return value;
  }

  private static byte[] random(Random random) {
    byte[] value = new byte[5 + random.nextInt(60)];
    random.nextBytes(value);
    value[0] = 0;
    value[1] = 0;
    value[2] = 0;
    value[3] = 0;
    value[4] = 1;
    return value;
  }

  /** The row type of one schema. */
  private static final class SchemaUnionOf {
    static Types.StructType row(Schema schema) {
      try {
        return AvroTypes.row(schema);
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void peekReadsAFieldThatIsAskedForTwice() throws MalformedException {
    Peek peek = format.newPeek(List.of("at", "id", "at"));
    peek.read(framed(1, order(7)));
    assertThat(List.of(peek.asLong(0), peek.asLong(1), peek.asLong(2)))
        .containsExactly(7_000_000L, 7L, 7_000_000L);
  }
}
