// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.connect.ConnectFormat;
import dev.sluice.decoders.contract.Contract;
import dev.sluice.decoders.contract.ContractReader;
import dev.sluice.decoders.contract.Violation;
import dev.sluice.decoders.json.JsonFormat;
import dev.sluice.decoders.json.JsonSchemaFormat;
import dev.sluice.decoders.plain.NumberFormat;
import dev.sluice.decoders.plain.PlainFormat;
import dev.sluice.decoders.protobuf.ProtobufFormat;
import dev.sluice.decoders.registry.RegistryClient;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the values of a topic are encoded, and where their schemas are. */
public final class DecoderSettings {
  /** Wire formats. */
  public enum Format {
    AVRO,
    PROTOBUF,
    JSON,
    JSON_SCHEMA,
    STRING,
    BYTES,
    CONNECT
  }

  public static final Setting<Format> FORMAT =
      Setting.of(
          "value.format",
          Kind.choice(Format.class),
          "avro",
          "How values are encoded: avro, protobuf or json_schema with a schema registry's framing, or json: one object"
              + " in UTF-8 per value, without a schema, whose columns are found in the records themselves. string, bytes: the whole value as the"
              + " one column value. These want the ByteArrayConverter. connect: values as any other converter, and any transformation, has left them.",
          "avro");
  public static final Setting<Conflicts> CONFLICTS =
      Setting.of(
          "type.conflicts",
          Kind.choice(Conflicts.class),
          "widen",
          "What becomes of a value whose type is not that of its column. widen: the column gets the smallest type that"
              + " holds both, and where there is none the record is rejected. new_column: there the value goes to a column"
              + " of its own, FIELD__TYPE. reject: every such record is rejected. See docs/wire-formats.md.",
          "new_column");
  public static final Setting<Unwrapping.Envelope> ENVELOPE =
      Setting.of(
          "envelope",
          Kind.choice(Unwrapping.Envelope.class),
          "none",
          "What is around rows in values. none: nothing. debezium: Debezium's change events, which become the row they"
              + " tell of; of avro, json, json_schema, protobuf and connect. payload: json with its schema beside it, as Kafka"
              + " Connect's JSON converter writes it.",
          "debezium");
  public static final Setting<List<String>> EVENT_COLUMNS =
      Setting.of(
          "event.columns",
          Kind.LIST,
          "op",
          "Columns of what a change event says beside its row: op, ts_ms, ts_us, ts_ns, deleted (true or false), and"
              + " fields of its source block, as lsn or source.ts_ms. Two underscores come before each name.",
          "op, source.ts_ms, lsn");

  /** How keys are encoded. */
  public enum KeyFormat {
    STRING,
    INTEGER,
    LONG,
    AVRO,
    PROTOBUF,
    JSON,
    JSON_SCHEMA
  }

  public static final Setting<KeyFormat> KEY_FORMAT =
      Setting.optional(
          "key.format",
          Kind.choice(KeyFormat.class),
          "How Kafka keys are encoded, where they say which row is deleted: integer and long have 4 and 8 bytes. Left out:"
              + " as values are; string where these are string or bytes. Not looked at with value.format=connect, where the"
              + " worker's key.converter says.",
          "long");

  /** What becomes of records without a value. */
  public enum NullValues {
    REJECT,
    REPORT,
    DROP,
    FAIL
  }

  public static final Setting<NullValues> NULL_VALUES =
      Setting.optional(
          "null.values",
          Kind.choice(NullValues.class),
          "What becomes of records without a value (tombstones), unless they delete rows: reject puts them into the"
              + " dead-letter topic, report too where there is one, drop counts them as ignored, and at the first of them fail"
              + " ends the task. Left out: reject; drop with envelope=debezium, where they"
              + " follow a delete.",
          "drop");

  public static final Setting<List<String>> REGISTRY_URL =
      Setting.of(
          "schema.registry.url",
          Kind.LIST,
          "http://127.0.0.1:8081",
          "Addresses of the schema registry, tried in turn; only avro, protobuf and json_schema need one.",
          "http://registry:8081");
  public static final Setting<String> REGISTRY_USER_INFO =
      Setting.of(
              "schema.registry.basic.auth.user.info",
              Kind.TEXT,
              "",
              "User and password for the registry, with a colon in between.",
              "user:secret")
          .masked();

  public static final Setting<String> CONTRACT =
      Setting.of(
          "contract",
          Kind.TEXT,
          "",
          "What each record is held against: a document of the Open Data Contract Standard 3, as JSON in one line. A"
              + " pipeline file names the document's own file instead.",
          "{\"apiVersion\": \"v3.1.0\", …}");
  public static final Setting<Violation> VIOLATION =
      Setting.of(
          "violation",
          Kind.choice(Violation.class),
          "reject",
          "What happens where a record breaks its contract: reject puts it into the dead letters with the rule's name,"
              + " warn only counts it, stop ends the tasks.",
          "warn");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Values",
          "How values are read, and what is asked of them.",
          List.of(
              FORMAT,
              CONFLICTS,
              ENVELOPE,
              EVENT_COLUMNS,
              KEY_FORMAT,
              NULL_VALUES,
              REGISTRY_URL,
              REGISTRY_USER_INFO,
              CONTRACT,
              VIOLATION));

  private DecoderSettings() {}

  /**
   * The wire format that the settings name.
   *
   * @throws RefusedException if it has no such envelope
   */
  public static WireFormat wireFormat(Settings settings) {
    Format format = settings.get(FORMAT);
    requireEnvelope(format, settings.get(ENVELOPE));
    Unwrapping unwrapping = unwrapping(settings);
    Conflicts conflicts = settings.get(CONFLICTS);
    return switch (format) {
      case JSON -> new JsonFormat(unwrapping, conflicts);
      case STRING -> PlainFormat.text();
      case BYTES -> PlainFormat.bytes();
      case CONNECT -> new ConnectFormat(unwrapping, conflicts);
      case AVRO -> new AvroFormat(registry(settings), unwrapping, conflicts);
      case PROTOBUF -> new ProtobufFormat(registry(settings), unwrapping, conflicts);
      case JSON_SCHEMA -> new JsonSchemaFormat(registry(settings), unwrapping, conflicts);
    };
  }

  /** How rows are found in values. */
  public static Unwrapping unwrapping(Settings settings) {
    return Unwrapping.of(settings.get(ENVELOPE), settings.get(EVENT_COLUMNS));
  }

  /**
   * Checks that values of a format come in an envelope.
   *
   * @throws RefusedException if they do not
   */
  public static void requireEnvelope(Format format, Unwrapping.Envelope envelope) {
    boolean has =
        switch (envelope) {
          case NONE -> true;
          case PAYLOAD -> format == Format.JSON;
          case DEBEZIUM ->
              switch (format) {
                case AVRO, JSON, JSON_SCHEMA, PROTOBUF, CONNECT -> true;
                case STRING, BYTES -> false;
              };
        };
    if (!has) {
      throw new RefusedException(
          "envelope "
              + envelope.name().toLowerCase(Locale.ROOT)
              + " does not go with values in "
              + format.name().toLowerCase(Locale.ROOT)
              + ": debezium is understood in avro, json, json_schema, protobuf and connect, payload in"
              + " json;"
              + " correct one of the two");
    }
  }

  /** How keys are encoded, where they are bytes. */
  public static WireFormat keyFormat(Settings settings) {
    KeyFormat format = settings.find(KEY_FORMAT).orElseGet(() -> usual(settings.get(FORMAT)));
    return switch (format) {
      case STRING -> PlainFormat.text();
      case INTEGER -> NumberFormat.ofInts();
      case LONG -> NumberFormat.ofLongs();
      case AVRO -> new AvroFormat(registry(settings));
      case PROTOBUF -> new ProtobufFormat(registry(settings));
      case JSON ->
          new JsonFormat(Unwrapping.of(Unwrapping.Envelope.PAYLOAD, List.of()), Conflicts.WIDEN);
      case JSON_SCHEMA -> new JsonSchemaFormat(registry(settings));
    };
  }

  private static KeyFormat usual(Format values) {
    return switch (values) {
      case AVRO -> KeyFormat.AVRO;
      case PROTOBUF -> KeyFormat.PROTOBUF;
      case JSON -> KeyFormat.JSON;
      case JSON_SCHEMA -> KeyFormat.JSON_SCHEMA;
      case STRING, BYTES, CONNECT -> KeyFormat.STRING;
    };
  }

  /** What becomes of records without a value, as the settings name it. */
  public static NullValues nullValues(Settings settings) {
    boolean events = settings.get(ENVELOPE) == Unwrapping.Envelope.DEBEZIUM;
    return settings.find(NULL_VALUES).orElse(events ? NullValues.DROP : NullValues.REJECT);
  }

  /** What becomes of records without a value, where they are read. */
  public static Tombstones tombstones(Settings settings) {
    return switch (nullValues(settings)) {
      case REJECT, REPORT, FAIL -> Tombstones.REJECT;
      case DROP -> Tombstones.IGNORE;
    };
  }

  /**
   * The contract that the settings give.
   *
   * @param topic whose part of the document is meant
   * @return empty if they give none
   */
  public static Optional<Contract> contract(Settings settings, String topic) {
    String json = settings.get(CONTRACT);
    return json.isBlank()
        ? Optional.empty()
        : Optional.of(ContractReader.read(json, topic, settings.get(VIOLATION)));
  }

  private static RegistryClient registry(Settings settings) {
    return new RegistryClient(settings.get(REGISTRY_URL), settings.get(REGISTRY_USER_INFO));
  }
}
