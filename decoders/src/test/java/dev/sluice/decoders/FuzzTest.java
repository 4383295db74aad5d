// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.json.JsonFormat;
import dev.sluice.decoders.plain.PlainFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that are nearly values: whatever they are, they become a row or a rejection, in time, and
 * take no more memory than a multiple of their own size.
 */
class FuzzTest {
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final int ROUNDS = 1_000;
  private static final int PER_ROUND = 100;

  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Order","fields":[
              {"name":"id","type":"int"},
              {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":30,"scale":2}},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"note","type":["null","string"],"default":null},
              {"name":"tags","type":{"type":"array","items":["null","string"]}},
              {"name":"nothings","type":{"type":"array","items":{"type":"fixed","name":"F0","size":0}}},
              {"name":"attributes","type":{"type":"map","values":{"type":"array","items":"double"}}},
              {"name":"place","type":{"type":"record","name":"Place","fields":[{"name":"city","type":"string"}]}},
              {"name":"uid","type":{"type":"string","logicalType":"uuid"}},
              {"name":"raw","type":{"type":"fixed","name":"F4","size":4}},
              {"name":"status","type":{"type":"enum","name":"Status","symbols":["NEW","PAID"]}}]}""");

  private static final String JSON =
      """
      {"id":%d,"price":-12.50e3,"at":"2026-03-01T10:00:00Z","note":"\\u00e9 \\"x\\"","tags":["a",null,"b"],"place":{"city":"Graz","zip":[1,2,{"a":true}]},"big":123456789012345678901234567890,"f":1e308,"none":null}""";

  /** A format, and values of it. */
  record Case(String name, WireFormat format, List<byte[]> values, String field) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    List<byte[]> json = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      json.add(JSON.replace("%d", Integer.toString(i)).getBytes(StandardCharsets.UTF_8));
    }
    WireFormat avro =
        new AvroFormat(
            id -> {
              if (id != 1) {
                throw new MalformedException("schema id " + id + " is not known");
              }
              return SCHEMA;
            });
    return Stream.of(
        new Case("avro", avro, avroValues(), "place.city"),
        new Case("json", new JsonFormat(), json, "place.city"),
        new Case("string", PlainFormat.text(), json, "value"),
        new Case("bytes", PlainFormat.bytes(), json, "value"));
  }

  private static List<byte[]> avroValues() throws IOException {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String text =
          """
          {"id":%d,"price":"\\u0001\\u0002","at":1700000000000,"note":{"string":"n"},"tags":[{"string":"t"},null],
          "nothings":["",""],"attributes":{"a":[1.0,2.0],"b":[]},"place":{"city":"Graz"},
          "uid":"00112233-4455-6677-8899-aabbccddeeff","raw":"abcd","status":"PAID"}"""
              .formatted(i);
      Object record =
          new GenericDatumReader<>(SCHEMA)
              .read(null, DecoderFactory.get().jsonDecoder(SCHEMA, text));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(1).array());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<>(SCHEMA).write(record, encoder);
      encoder.flush();
      values.add(out.toByteArray());
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyInputBecomesARowOrARejection(Case given) {
    Random random = new Random(11);
    long[] rows = {0};
    for (int round = 0; round < ROUNDS; round++) {
      List<byte[]> inputs = new ArrayList<>();
      for (int i = 0; i < PER_ROUND; i++) {
        inputs.add(mutated(random, given.values()));
      }
      int seed = round;
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> rows[0] += shred(given, inputs),
          () -> given + ", round " + seed + " does not end");
    }
    assertThat(rows[0]).as("some are still values").isPositive();
  }

  private static byte[] mutated(Random random, List<byte[]> values) {
    byte[] value = values.get(random.nextInt(values.size())).clone();
    for (int changes = random.nextInt(4); changes >= 0; changes--) {
      value = changed(random, value, values);
    }
    return value;
  }

  private static byte[] changed(Random random, byte[] value, List<byte[]> values) {
    if (value.length == 0) {
      return value;
    }
    int at = random.nextInt(value.length);
    switch (random.nextInt(6)) {
      case 0 -> value[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> value[at] = (byte) random.nextInt(256);
      case 2 -> {
        return java.util.Arrays.copyOf(value, at);
      }
      case 3 -> {
        // a long number in the middle: lengths and counts that nothing follows
        ByteBuffer longer = ByteBuffer.allocate(value.length + 9);
        longer.put(value, 0, at);
        for (int i = 0; i < 8; i++) {
          longer.put((byte) (0x80 | random.nextInt(128)));
        }
        return longer.put((byte) 1).put(value, at, value.length - at).array();
      }
      case 4 -> {
        byte[] other = values.get(random.nextInt(values.size()));
        int from = random.nextInt(other.length);
        ByteBuffer spliced = ByteBuffer.allocate(at + other.length - from);
        return spliced.put(value, 0, at).put(other, from, other.length - from).array();
      }
      default -> {
        int length = Math.min(random.nextInt(8), value.length - at);
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, value, at, length);
      }
    }
    return value;
  }

  /** Returns the rows. */
  private static int shred(Case given, List<byte[]> inputs) {
    Gathered records =
        new Gathered(P0, new TablePartition("orders", ""), new MemoryBudget(64 << 20));
    long bytes = 0;
    for (int i = 0; i < inputs.size(); i++) {
      records.add(new Envelope(P0, i, 0, null, inputs.get(i), List.of()));
      bytes += inputs.get(i).length;
    }
    Decoder decoder = given.format().newDecoder();
    ColumnBatch batch = new ColumnBatch(decoder.type(records), inputs.size());
    List<Rejection> rejections = Shredder.fill(records, decoder, batch);
    assertThat(batch.rows() + rejections.size()).isEqualTo(inputs.size());
    assertThat(held(batch.root())).isLessThan(64 * bytes + 4096L * inputs.size());
    Peek peek = given.format().newPeek(List.of(given.field()));
    for (byte[] input : inputs) {
      try {
        peek.read(input);
      } catch (MalformedException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotEndWith(" null");
      }
    }
    return batch.rows();
  }

  /** Bytes and slots that values take. */
  private static long held(Column column) {
    long held = column.size();
    if (column instanceof BytesColumn bytes) {
      held += bytes.data().length;
    } else if (column instanceof ListColumn list) {
      held += held(list.elements());
    } else if (column instanceof MapColumn map) {
      held += held(map.keys()) + held(map.values());
    } else if (column instanceof StructColumn struct) {
      held += struct.children().stream().mapToLong(FuzzTest::held).sum();
    }
    return held;
  }
}
