// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.registry.RegistryClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
  record Fields(String known, Map<String, Type> types) {}

  Fields of(String topic) {
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
      for (Types.NestedField field :
          new AvroFormat(registry.get()).rowType(id.getAsInt()).fields()) {
        types.put(field.name(), field.type());
      }
      return new Fields("as in subject " + subject + ", schema id " + id.getAsInt(), types);
    } catch (UnavailableException | MalformedException e) {
      return new Fields("not known: " + e.getMessage(), Map.of());
    }
  }
}
