// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Change events of a table with the fields id, city and at, as Debezium and converters write them.
 */
final class Events {
  private static final String SOURCE =
      """
      {"type":"record","name":"Source","namespace":"io.debezium.connector.postgresql","fields":[
      {"name":"version","type":"string"},{"name":"ts_ms","type":"long"},
      {"name":"table","type":"string"},{"name":"lsn","type":["null","long"]}]}""";

  private static final String ENVELOPE =
      """
      {"type":"record","name":"Envelope","namespace":"s.orders","fields":[
      {"name":"before","type":["null",{"type":"record","name":"Value","fields":[
        {"name":"id","type":"long"},{"name":"city","type":["null","string"]},
        {"name":"at","type":{"type":"long","connect.name":"io.debezium.time.Timestamp"}}%s]}]},
      {"name":"after","type":["null","Value"]},
      {"name":"source","type":%s},
      {"name":"op","type":"string"},
      {"name":"ts_ms","type":["null","long"]}]}""";

  static final Schema SCHEMA = new Schema.Parser().parse(ENVELOPE.formatted("", SOURCE));

  static final String PROTO =
      """
      syntax = "proto3";
      package s.orders;
      message Envelope {
        Value before = 1; Value after = 2; Source source = 3; string op = 4; optional int64 ts_ms = 5;
        message Value { int64 id = 1; optional string city = 2; int64 at = 3; }
        message Source { string version = 1; int64 ts_ms = 2; string table = 3; optional int64 lsn = 4; }
      }""";

  static final Schema HEARTBEAT =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Heartbeat","namespace":"io.debezium.connector.common",
              "fields":[{"name":"ts_ms","type":"long"}]}""");

  static final String JSON_SCHEMA =
      """
      {"type":"object","title":"s.orders.Envelope","properties":{
      "before":{"oneOf":[{"type":"null"},{"$ref":"#/definitions/Value"}]},
      "after":{"oneOf":[{"type":"null"},{"$ref":"#/definitions/Value"}]},
      "source":{"type":"object","properties":{"table":{"type":"string"},"lsn":{"type":"integer","connect.type":"int64"}}},
      "op":{"type":"string"},"ts_ms":{"type":"integer","connect.type":"int64"}},
      "definitions":{"Value":{"type":"object","properties":{
      "id":{"type":"integer","connect.type":"int64"},"city":{"oneOf":[{"type":"null"},{"type":"string"}]},
      "at":{"type":"integer","title":"io.debezium.time.Timestamp","connect.type":"int64"}}}}}""";

  private static final String ROW_FIELDS =
      """
      {"type":"struct","optional":true,"field":"%s","fields":[{"type":"int64","field":"id"},
      {"type":"string","optional":true,"field":"city"},
      {"type":"int64","field":"at","name":"io.debezium.time.Timestamp"}]}""";

  private static final org.apache.kafka.connect.data.Schema ROW =
      SchemaBuilder.struct()
          .name("s.orders.Value")
          .optional()
          .field("id", org.apache.kafka.connect.data.Schema.INT64_SCHEMA)
          .field("city", org.apache.kafka.connect.data.Schema.OPTIONAL_STRING_SCHEMA)
          .field("at", SchemaBuilder.int64().name("io.debezium.time.Timestamp").build())
          .build();

  private static final org.apache.kafka.connect.data.Schema BLOCK =
      SchemaBuilder.struct()
          .field("table", org.apache.kafka.connect.data.Schema.STRING_SCHEMA)
          .field("lsn", org.apache.kafka.connect.data.Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  static final org.apache.kafka.connect.data.Schema CONNECT =
      SchemaBuilder.struct()
          .name("s.orders.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", BLOCK)
          .field("op", org.apache.kafka.connect.data.Schema.STRING_SCHEMA)
          .field("ts_ms", org.apache.kafka.connect.data.Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private Events() {}

  /** With one field more. */
  static Schema wider() {
    return new Schema.Parser()
        .parse(ENVELOPE.formatted(",{\"name\":\"note\",\"type\":\"string\"}", SOURCE));
  }

  static byte[] framed(int id, byte[] body) {
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
  }

  private static String row(Long id, String city, String more) {
    return "{\"id\":" + id + ",\"city\":" + city + ",\"at\":1600000000123" + more + "}";
  }

  static byte[] avro(int schema, String op, Long before, Long after, String city) {
    String text = "{\"string\":\"" + city + "\"}";
    return avro(
        schema,
        SCHEMA,
        op,
        before == null ? "null" : "{\"s.orders.Value\":" + row(before, text, "") + "}",
        after == null ? "null" : "{\"s.orders.Value\":" + row(after, text, "") + "}");
  }

  static byte[] avroWider(int schema, String op, long after, String note) {
    String row = row(after, "null", ",\"note\":\"" + note + "\"");
    return avro(schema, wider(), op, "null", "{\"s.orders.Value\":" + row + "}");
  }

  private static byte[] avro(int id, Schema schema, String op, String before, String after) {
    String text =
        """
        {"before":%s,"after":%s,"source":{"version":"3","ts_ms":1,"table":"orders","lsn":{"long":77}},
        "op":"%s","ts_ms":{"long":1700000000123}}"""
            .formatted(before, after, op);
    try {
      Object event =
          new GenericDatumReader<>(schema)
              .read(null, DecoderFactory.get().jsonDecoder(schema, text));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<>(schema).write(event, encoder);
      encoder.flush();
      return framed(id, out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String json(String op, Long before, Long after, String city) {
    String text = "\"" + city + "\"";
    return """
        {"before":%s,"after":%s,"source":{"version":"3","ts_ms":1,"table":"orders","lsn":77},
        "op":"%s","ts_ms":1700000000123,"transaction":null}"""
        .formatted(
            before == null ? "null" : row(before, text, ""),
            after == null ? "null" : row(after, text, ""),
            op);
  }

  static String jsonWithSchema(String op, Long before, Long after, String city) {
    return """
        {"schema":{"type":"struct","name":"s.orders.Envelope","fields":[%s,%s,
        {"type":"struct","field":"source","fields":[{"type":"string","field":"table"},
        {"type":"int64","optional":true,"field":"lsn"}]},
        {"type":"string","field":"op"},{"type":"int64","optional":true,"field":"ts_ms"}]},
        "payload":%s}"""
        .formatted(
            ROW_FIELDS.formatted("before"),
            ROW_FIELDS.formatted("after"),
            json(op, before, after, city));
  }

  static Struct connect(String op, Long before, Long after, String city) {
    return new Struct(CONNECT)
        .put("before", connectRow(before, city))
        .put("after", connectRow(after, city))
        .put("source", new Struct(BLOCK).put("table", "orders").put("lsn", 77L))
        .put("op", op)
        .put("ts_ms", 1_700_000_000_123L);
  }

  private static Struct connectRow(Long id, String city) {
    return id == null
        ? null
        : new Struct(ROW).put("id", id).put("city", city).put("at", 1_600_000_000_123L);
  }

  /** The op before the rows it tells of, as no writer must, and any may. */
  static byte[] protobuf(String op, Long before, Long after, String city) {
    ByteArrayOutputStream source = new ByteArrayOutputStream();
    bytes(source, 1, utf8("3.1"));
    number(source, 2, 1L);
    bytes(source, 3, utf8("orders"));
    number(source, 4, 77L);
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.write(0);
    bytes(event, 4, utf8(op));
    bytes(event, 3, source.toByteArray());
    number(event, 5, 1_700_000_000_123L);
    if (after != null) {
      bytes(event, 2, value(after, city));
    }
    if (before != null) {
      bytes(event, 1, value(before, city));
    }
    return framed(1, event.toByteArray());
  }

  private static byte[] value(long id, String city) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    number(value, 1, id);
    bytes(value, 2, utf8(city));
    number(value, 3, 1_600_000_000_123L);
    return value.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    varint(out, field << 3);
    varint(out, value);
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, field << 3 | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
