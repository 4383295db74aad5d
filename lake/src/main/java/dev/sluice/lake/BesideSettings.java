// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.Format;
import java.util.List;

/** Files of keys and headers beside those of the values. */
public final class BesideSettings {
  private static final List<Format> FOR_KEYS =
      List.of(Format.AVRO, Format.JSON, Format.PARQUET, Format.BYTES);
  private static final List<Format> FOR_HEADERS = List.of(Format.AVRO, Format.JSON, Format.PARQUET);

  public static final Setting<Format> KEYS =
      Setting.optional(
          "keys.format",
          Kind.choice(FOR_KEYS),
          "Format of files of keys, one beside each file of values, with as many rows. Left out: there are none. A record"
              + " without a key is rejected.",
          "avro");
  public static final Setting<Codec> KEYS_CODEC =
      Setting.of(
          "keys.compression", Kind.choice(Codec.class), "none", "Codec of these files.", "snappy");
  public static final Setting<Format> HEADERS =
      Setting.optional(
          "headers.format",
          Kind.choice(FOR_HEADERS),
          "Format of files of headers, one beside each file of values, with as many rows: of each record a list of key"
              + " and value, the value as text, in base64 if it is none. Left out: there are none.",
          "json");
  public static final Setting<Codec> HEADERS_CODEC =
      Setting.of(
          "headers.compression", Kind.choice(Codec.class), "none", "Codec of these files.", "gzip");
  public static final Setting<String> TOMBSTONES =
      Setting.optional(
          "tombstones.directory",
          new Kind<>("the name of a directory", BesideSettings::directory, List.of()),
          "Directory of records without a value, of which only keys and headers are written. Needs keys.format. Left out:"
              + " null.values tells what becomes of them.",
          "tombstone");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Keys and headers",
          "Files beside those of the values, which become visible in the same commit. They need"
              + " `value.format=connect`. To have keys and headers as columns instead, see `columns.kafka`.",
          List.of(KEYS, KEYS_CODEC, HEADERS, HEADERS_CODEC, TOMBSTONES));

  private BesideSettings() {}

  private static String directory(String text) {
    if (text.isBlank() || text.matches("\\.+|.*[/,()].*")) {
      throw new IllegalArgumentException(
          "must name one directory, without commas and parentheses, but was '" + text + "'");
    }
    return text;
  }
}
