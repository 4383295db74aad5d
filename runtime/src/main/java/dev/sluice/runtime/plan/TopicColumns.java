// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.json.JsonSchemaFormat;
import dev.sluice.decoders.plain.PlainFormat;
import dev.sluice.decoders.protobuf.ProtobufFormat;
import dev.sluice.decoders.registry.RegistryClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Columns that a topic's records will have, as far as that can be known before they are read. */
public final class TopicColumns {
  private final Optional<RegistryClient> registry;
  private final String none;

  private TopicColumns(Optional<RegistryClient> registry, String none) {
    this.registry = registry;
    this.none = none;
  }

  /** From the newest value schemas of a registry. */
  public static TopicColumns of(String registryUrl, String userInfo) {
    return new TopicColumns(
        Optional.of(new RegistryClient(List.of(registryUrl.split(",")), userInfo)), "");
  }

  /**
   * Of none.
   *
   * @param why none can be known
   */
  public static TopicColumns unknown(String why) {
    return new TopicColumns(Optional.empty(), why);
  }

  /**
   * Fields of one topic.
   *
   * @param known where they are known from, or why they are not known yet
   */
  record Fields(String known, Map<String, Type> types) {
    /** These, and after them what Kafka says of a record; nothing as long as none are known. */
    Fields with(KafkaColumns kafka) {
      return types.isEmpty() ? this : new Fields(known, all(types, kafka));
    }

    /** Whole records, undecoded. */
    static Fields records() {
      return new Fields("whole records, byte for byte", all(Map.of(), KafkaColumns.RECORD));
    }

    private static Map<String, Type> all(Map<String, Type> types, KafkaColumns kafka) {
      List<Types.NestedField> fields = new ArrayList<>();
      types.forEach(
          (name, type) -> fields.add(Types.NestedField.optional(fields.size(), name, type)));
      Map<String, Type> all = new LinkedHashMap<>();
      kafka.after(Types.StructType.of(fields)).fields().forEach(f -> all.put(f.name(), f.type()));
      return all;
    }
  }

  Fields of(String topic, DecoderSettings.Format format, Unwrapping unwrapping) {
    return switch (format) {
      case AVRO ->
          registered(topic, client -> new AvroFormat(client, unwrapping, Conflicts.WIDEN)::rowType);
      case PROTOBUF ->
          registered(
              topic,
              client -> new ProtobufFormat(client, unwrapping, Conflicts.WIDEN)::firstRowType);
      case JSON_SCHEMA ->
          unwrapping.isDebezium()
              ? new Fields("not known before the first record: it is in an envelope", Map.of())
              : registered(topic, client -> new JsonSchemaFormat(client)::declared);
      case STRING -> whole(Types.StringType.get());
      case BYTES -> whole(Types.BinaryType.get());
      case JSON ->
          new Fields(
              "not known before the first record: JSON has no schema, and columns are found in the records",
              Map.of());
      case CONNECT ->
          new Fields("not known before the first record: the converter tells them", Map.of());
    };
  }

  private static Fields whole(Type type) {
    return new Fields("the whole value", Map.of(PlainFormat.VALUE, type));
  }

  /** What the rows of a registered schema look like. */
  private interface RowTypes {
    Types.StructType of(int id) throws MalformedException;
  }

  private Fields registered(String topic, Function<RegistryClient, RowTypes> format) {
    if (registry.isEmpty()) {
      return new Fields(none, Map.of());
    }
    String subject = topic + "-value";
    try {
      OptionalInt id = registry.get().latest(subject);
      if (id.isEmpty()) {
        return new Fields(
            "not known before the first record: the registry has no subject " + subject, Map.of());
      }
      Map<String, Type> types = new LinkedHashMap<>();
      format
          .apply(registry.get())
          .of(id.getAsInt())
          .fields()
          .forEach(field -> types.put(field.name(), field.type()));
      return new Fields("as in subject " + subject + ", schema id " + id.getAsInt(), types);
    } catch (UnavailableException | MalformedException e) {
      return new Fields("not known: " + e.getMessage(), Map.of());
    }
  }
}
