// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.Shredded;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.connect.ConnectFormat;
import dev.sluice.decoders.json.JsonFormat;
import dev.sluice.decoders.json.JsonSchemaFormat;
import dev.sluice.decoders.plain.PlainFormat;
import dev.sluice.decoders.protobuf.ProtobufFormat;
import dev.sluice.decoders.registry.RegisteredSchema;
import dev.sluice.decoders.registry.RegisteredSchema.Language;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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

  private static final String JSON_SCHEMA =
      """
      {"type":"object","properties":{"id":{"type":"integer","connect.type":"int32"},"price":{"type":"number"},
      "at":{"type":"string"},"big":{"type":"number","title":"org.apache.kafka.connect.data.Decimal"},
      "place":{"type":"object","properties":{"city":{"type":"string","connect.type":"string"}}}}}""";

  private static final String PROTO =
      """
      syntax = "proto3";
      message Order {
        int64 id = 1;
        Place place = 2;
        repeated fixed32 codes = 3;
        map<string, double> points = 4;
        oneof kind { string a = 5; Place b = 6; }
        repeated Order parts = 7;
        message Place { string city = 1; repeated Item items = 2; }
        message Item { uint64 n = 1; }
      }
      message Other { bytes raw = 1; }
      """;

  /** Indexes of the message, and the message. */
  private static final List<String> PROTO_VALUES =
      List.of(
          "00" + "0805" + "120e0a044772617a1202080112020802" + "1a080100000002000000",
          "00" + "08ffffffffffffffffff01" + "220c0a01611100000000000004402a0178",
          "00" + "3206" + "0a044772617a" + "3a020801" + "3a00" + "2a0179" + "1a0401000000",
          "0202" + "0a03010203");

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
        new Case(
            "json_schema",
            new JsonSchemaFormat(id -> registered(id, Language.JSON, JSON_SCHEMA)),
            json.stream().map(FuzzTest::framed).toList(),
            "place.city"),
        new Case(
            "protobuf",
            new ProtobufFormat(id -> registered(id, Language.PROTOBUF, PROTO)),
            PROTO_VALUES.stream().map(hex -> framed(HexFormat.of().parseHex(hex))).toList(),
            "place.city"),
        new Case(
            "change events in protobuf",
            new ProtobufFormat(
                id -> registered(id, Language.PROTOBUF, Events.PROTO), EVENTS, Conflicts.WIDEN),
            events((op, before, after) -> Events.protobuf(op, before, after, "Graz")),
            "city"),
        new Case(
            "change events in avro",
            new AvroFormat(FuzzTest::eventSchema, EVENTS, Conflicts.NEW_COLUMN),
            events((op, before, after) -> Events.avro(1, op, before, after, "Graz")),
            "city"),
        new Case(
            "change events in json",
            new JsonFormat(EVENTS, Conflicts.NEW_COLUMN),
            events(
                (op, before, after) ->
                    Events.json(op, before, after, "Graz").getBytes(StandardCharsets.UTF_8)),
            "city"),
        new Case(
            "change events in json with their schema",
            new JsonFormat(EVENTS, Conflicts.WIDEN),
            events(
                (op, before, after) ->
                    Events.jsonWithSchema(op, before, after, "Graz")
                        .getBytes(StandardCharsets.UTF_8)),
            "city"),
        new Case(
            "change events in json_schema",
            new JsonSchemaFormat(
                id -> registered(id, Language.JSON, Events.JSON_SCHEMA), EVENTS, Conflicts.REJECT),
            events(
                (op, before, after) ->
                    framed(
                        Events.json(op, before, after, "Graz").getBytes(StandardCharsets.UTF_8))),
            "city"),
        connect(),
        new Case(
            "json, conflicts into new columns",
            new JsonFormat(Unwrapping.NONE, Conflicts.NEW_COLUMN),
            conflicting(json),
            "place.city"),
        new Case(
            "json, conflicts rejected",
            new JsonFormat(Unwrapping.NONE, Conflicts.REJECT),
            conflicting(json),
            "place.city"),
        new Case("string", PlainFormat.text(), json, "value"),
        new Case("bytes", PlainFormat.bytes(), json, "value"));
  }

  private static final Unwrapping EVENTS =
      Unwrapping.of(
          Unwrapping.Envelope.DEBEZIUM, List.of("op", "ts_ms", "deleted", "lsn", "source.table"));

  private static Schema eventSchema(int id) throws MalformedException {
    return switch (id) {
      case 1 -> Events.SCHEMA;
      case 2 -> Events.wider();
      case 3 -> Events.HEARTBEAT;
      default -> throw new MalformedException("schema id " + id + " is not known");
    };
  }

  /** Writes one event. */
  private interface Writer {
    byte[] write(String op, Long before, Long after);
  }

  private static List<byte[]> events(Writer writer) {
    return List.of(
        writer.write("c", null, 1L),
        writer.write("u", 1L, 1L),
        writer.write("d", 1L, null),
        writer.write("m", null, null),
        writer.write("t", null, null));
  }

  /** What Connect's converters leave, in the form in which a task keeps it. */
  private static Case connect() {
    ConnectFormat format = new ConnectFormat(EVENTS, Conflicts.NEW_COLUMN);
    List<byte[]> values =
        new ArrayList<>(
            events(
                (op, before, after) ->
                    format.keep(Events.CONNECT, Events.connect(op, before, after, "Graz"))));
    values.add(format.keep(null, Map.of("op", "c", "after", Map.of("id", 1, "city", "Graz"))));
    values.add(format.keep(Events.CONNECT, "no struct"));
    return new Case("connect", format, values, "city");
  }

  private static List<byte[]> conflicting(List<byte[]> json) {
    List<byte[]> values = new ArrayList<>(json);
    for (String odd :
        List.of(
            "{\"id\":\"one\",\"price\":{\"amount\":1},\"tags\":7,\"place\":[1]}",
            "{\"id\":1.5,\"note\":true,\"id__string\":\"x\",\"f\":123456789012345678901}")) {
      values.add(odd.getBytes(StandardCharsets.UTF_8));
    }
    return values;
  }

  private static RegisteredSchema registered(int id, Language language, String text)
      throws MalformedException {
    if (id != 1) {
      throw new MalformedException("schema id " + id + " is not known");
    }
    return new RegisteredSchema(id, language, text, Map.of());
  }

  private static byte[] framed(byte[] value) {
    return ByteBuffer.allocate(5 + value.length).put((byte) 0).putInt(1).put(value).array();
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
    Shredded shredded = Shredder.fill(records, decoder, Tombstones.REJECT, batch);
    assertThat(batch.rows() + shredded.rejections().size() + shredded.ignored())
        .isEqualTo(inputs.size());
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
