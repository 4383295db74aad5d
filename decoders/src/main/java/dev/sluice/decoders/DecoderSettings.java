// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.connect.ConnectFormat;
import dev.sluice.decoders.json.JsonFormat;
import dev.sluice.decoders.plain.PlainFormat;
import dev.sluice.decoders.registry.RegistryClient;
import java.util.List;

/** How the values of a topic are encoded, and where their schemas are. */
public final class DecoderSettings {
  /** Wire formats. */
  public enum Format {
    AVRO,
    JSON,
    STRING,
    BYTES,
    CONNECT
  }

  public static final Setting<Format> FORMAT =
      Setting.of(
          "value.format",
          Kind.choice(Format.class),
          "avro",
          "How values are encoded: avro with a schema registry's framing, or json: one object in UTF-8 per value,"
              + " without a schema, whose columns are found in the records themselves. string, bytes: the whole value as the"
              + " one column value. These want the ByteArrayConverter. connect: values as any other converter, and any transformation, has left them.",
          "avro");
  public static final Setting<List<String>> REGISTRY_URL =
      Setting.of(
          "schema.registry.url",
          Kind.LIST,
          "http://127.0.0.1:8081",
          "Addresses of the schema registry, tried in turn; only avro needs one.",
          "http://registry:8081");
  public static final Setting<String> REGISTRY_USER_INFO =
      Setting.of(
              "schema.registry.basic.auth.user.info",
              Kind.TEXT,
              "",
              "User and password for the registry, with a colon in between.",
              "user:secret")
          .masked();

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Values", "How values are read.", List.of(FORMAT, REGISTRY_URL, REGISTRY_USER_INFO));

  private DecoderSettings() {}

  /** The wire format that the settings name. */
  public static WireFormat wireFormat(Settings settings) {
    return switch (settings.get(FORMAT)) {
      case JSON -> new JsonFormat();
      case STRING -> PlainFormat.text();
      case BYTES -> PlainFormat.bytes();
      case CONNECT -> new ConnectFormat();
      case AVRO ->
          new AvroFormat(
              new RegistryClient(settings.get(REGISTRY_URL), settings.get(REGISTRY_USER_INFO)));
    };
  }
}
