// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.connect.ConnectFormat;
import dev.sluice.decoders.json.JsonFormat;
import dev.sluice.decoders.json.JsonSchemaFormat;
import dev.sluice.decoders.protobuf.ProtobufFormat;
import dev.sluice.decoders.registry.RegisteredSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Debezium's change events in every wire format that has them. */
class ChangeEventsTest {
  private static final Unwrapping DEBEZIUM =
      Unwrapping.of(
          Unwrapping.Envelope.DEBEZIUM, List.of("op", "ts_ms", "deleted", "lsn", "source.table"));

  /** A wire format, and how it says things. */
  record Case(String name, WireFormat format, Writer writer, boolean typed) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Writes an event: ids and cities before and after, null for none. */
  interface Writer {
    byte[] write(String op, Long before, Long after, String city);
  }

  static Stream<Case> cases() {
    ConnectFormat connect = new ConnectFormat(DEBEZIUM, Conflicts.WIDEN);
    return Stream.of(
        new Case(
            "avro",
            new AvroFormat(id -> Events.SCHEMA, DEBEZIUM, Conflicts.WIDEN),
            (op, before, after, city) -> Events.avro(1, op, before, after, city),
            true),
        new Case(
            "json",
            new JsonFormat(DEBEZIUM, Conflicts.WIDEN),
            (op, before, after, city) -> utf8(Events.json(op, before, after, city)),
            false),
        new Case(
            "json with its schema",
            new JsonFormat(DEBEZIUM, Conflicts.WIDEN),
            (op, before, after, city) -> utf8(Events.jsonWithSchema(op, before, after, city)),
            true),
        new Case(
            "json_schema",
            new JsonSchemaFormat(
                id ->
                    new RegisteredSchema(
                        id, RegisteredSchema.Language.JSON, Events.JSON_SCHEMA, Map.of()),
                DEBEZIUM,
                Conflicts.WIDEN),
            (op, before, after, city) ->
                Events.framed(1, utf8(Events.json(op, before, after, city))),
            true),
        new Case(
            "protobuf",
            new ProtobufFormat(
                id ->
                    new RegisteredSchema(
                        id, RegisteredSchema.Language.PROTOBUF, Events.PROTO, Map.of()),
                DEBEZIUM,
                Conflicts.WIDEN),
            (op, before, after, city) -> Events.protobuf(op, before, after, city),
            false),
        new Case(
            "connect",
            connect,
            (op, before, after, city) ->
                connect.keep(Events.CONNECT, Events.connect(op, before, after, city)),
            true));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void becomeTheRowsTheyTellOf(Case given) {
    Writer writer = given.writer;
    Rows rows =
        Rows.of(
            given.format,
            List.of(
                writer.write("r", null, 1L, "Graz"),
                writer.write("c", null, 2L, "Wien"),
                writer.write("u", 2L, 2L, "Linz"),
                writer.write("d", 1L, null, "Graz")));
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.names())
        .containsExactly(
            "id", "city", "at", "__op", "__ts_ms", "__deleted", "__lsn", "__source_table");
    assertThat(rows.column("id")).containsExactly(1L, 2L, 2L, 1L);
    assertThat(rows.column("city")).containsExactly("Graz", "Wien", "Linz", "Graz");
    assertThat(rows.type("at"))
        .isEqualTo(given.typed ? Types.TimestampType.withoutZone() : Types.LongType.get());
    assertThat(rows.column("__op")).containsExactly("r", "c", "u", "d");
    assertThat(rows.column("__ts_ms")).containsOnly(1_700_000_000_123L);
    assertThat(rows.column("__deleted")).containsExactly(false, false, false, true);
    assertThat(rows.column("__lsn")).containsOnly(77L);
    assertThat(rows.column("__source_table")).containsOnly("orders");
    assertThat(rows.deletes()).containsExactly(false, false, false, true);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatTellsOfNoRowIsRejectedOrIgnored(Case given) {
    Writer writer = given.writer;
    Rows rows =
        Rows.of(
            given.format,
            List.of(
                writer.write("c", null, 1L, "Graz"),
                writer.write("t", null, null, ""),
                writer.write("m", null, null, ""),
                writer.write("d", null, null, ""),
                writer.write("x", null, 1L, "Graz"),
                writer.write("c", 1L, null, "")));
    assertThat(rows.rows()).isEqualTo(1);
    assertThat(rows.ignored()).isEqualTo(1);
    assertThat(rows.rejected()).containsOnlyKeys(1L, 3L, 4L, 5L);
    assertThat(rows.rejected().get(1L)).contains("truncated (op t)");
    assertThat(rows.rejected().get(3L)).contains("op 'd'", "no row before it");
    assertThat(rows.rejected().get(4L)).contains("unknown op 'x'");
    assertThat(rows.rejected().get(5L)).contains("op 'c'", "no row after it");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fieldsAreFoundForRouting(Case given) throws MalformedException {
    Peek peek = given.format.newPeek(List.of("city", "at"));
    assertThat(peek.read(given.writer.write("d", 5L, null, "Graz"))).isNotEqualTo(Change.NOTHING);
    assertThat(new String(peek.bytes(0), peek.from(0), peek.length(0), StandardCharsets.UTF_8))
        .isEqualTo("Graz");
    assertThat(peek.asLong(1)).isEqualTo(given.typed ? 1_600_000_000_123_000L : 1_600_000_000_123L);
    assertThat(peek.read(given.writer.write("m", null, null, ""))).isEqualTo(Change.NOTHING);
    assertThatThrownBy(() -> peek.read(given.writer.write("t", null, null, "")))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void messagesOfDebeziumAboutItselfAreIgnored() {
    List<byte[]> values = new ArrayList<>();
    for (String json :
        List.of(
            "{\"ts_ms\":1700000000123}",
            "{\"schema\":{},\"payload\":{\"ts_ms\":1700000000123}}",
            "{\"schema\":null,\"payload\":null}",
            "{\"source\":{},\"ts_ms\":1,\"databaseName\":\"d\",\"ddl\":\"DROP\",\"tableChanges\":[]}",
            "{\"status\":\"END\",\"id\":\"571\",\"event_count\":2,\"ts_ms\":1}")) {
      values.add(utf8(json));
    }
    values.add(utf8("{\"id\":1,\"city\":\"Graz\"}"));
    Rows rows = Rows.of(new JsonFormat(DEBEZIUM, Conflicts.WIDEN), values);
    assertThat(rows.ignored()).isEqualTo(5);
    assertThat(rows.rejected().get(5L))
        .contains("no Debezium change event", "Set envelope to none");
  }

  @Test
  void heartbeatsAreIgnoredByTheNameOfTheirSchema() throws MalformedException {
    AvroFormat format = new AvroFormat(id -> Events.HEARTBEAT, DEBEZIUM, Conflicts.WIDEN);
    byte[] value = Events.framed(1, new byte[] {2});
    assertThat(Rows.of(format, List.of(value)).ignored()).isEqualTo(1);
    assertThat(format.newPeek(List.of("city")).read(value)).isEqualTo(Change.NOTHING);
  }

  @Test
  void protobufOfSomethingElseIsToldSo() {
    ProtobufFormat format =
        new ProtobufFormat(
            id ->
                new RegisteredSchema(
                    id,
                    RegisteredSchema.Language.PROTOBUF,
                    id == 1
                        ? "syntax = \"proto3\"; message Order { int64 id = 1; }"
                        : "syntax = \"proto3\"; package io.debezium.connector.common; message Heartbeat { int64 ts_ms = 1; }",
                    Map.of()),
            DEBEZIUM,
            Conflicts.WIDEN);
    Rows rows =
        Rows.of(
            format,
            List.of(
                Events.framed(1, new byte[] {0, 8, 1}), Events.framed(2, new byte[] {0, 8, 1})));
    assertThat(rows.rejected().get(0L)).contains("no Debezium change event");
    assertThat(rows.ignored()).isEqualTo(1);
  }

  @Test
  void schemasThatAlternateShareOneBatch() {
    AvroFormat format =
        new AvroFormat(id -> id == 1 ? Events.SCHEMA : Events.wider(), DEBEZIUM, Conflicts.WIDEN);
    List<byte[]> values = new ArrayList<>();
    for (long i = 0; i < 6; i++) {
      values.add(
          i % 2 == 0
              ? Events.avro(1, "c", null, i, "Graz")
              : Events.avroWider(2, "c", i, "note " + i));
    }
    Rows rows = Rows.of(format, values);
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.column("id")).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(rows.column("note")).containsExactly(null, "note 1", null, "note 3", null, "note 5");
  }

  @Test
  void aRowWithAFieldOfAColumnsNameIsRejected() {
    Schema row = SchemaBuilder.struct().field("__op", Schema.STRING_SCHEMA).optional().build();
    Schema event =
        SchemaBuilder.struct().field("after", row).field("op", Schema.STRING_SCHEMA).build();
    ConnectFormat format = new ConnectFormat(DEBEZIUM, Conflicts.WIDEN);
    byte[] kept =
        format.keep(
            event, new Struct(event).put("after", new Struct(row).put("__op", "x")).put("op", "c"));
    assertThat(Rows.of(format, List.of(kept)).rejected().get(0L))
        .contains("__op", "leave it out of event.columns");
  }
}
