// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import java.util.ArrayList;
import java.util.List;

/** How a lake table's files are written. */
public final class FormatSettings {
  public static final Setting<Format> FORMAT =
      Setting.of(
          "format",
          Kind.choice(Format.class),
          "parquet",
          "Format of the files. json: one object per line, decimals as numbers, times in ISO 8601, bytes in base64. csv:"
              + " RFC 4180, nested values as JSON. bytes: values as they came, of value.format bytes or string. raw:"
              + " whole records, byte for byte, in Parquet: key, value, headers, timestamp, topic, partition, offset.",
          "json");
  public static final Setting<Codec> COMPRESSION =
      Setting.of(
          "compression",
          Kind.choice(Codec.class),
          "zstd",
          "Codec of the files. zstd gives the smallest files at little more CPU than snappy. parquet"
              + " and raw: zstd, snappy, gzip, lz4_raw, none; avro: zstd, snappy, deflate, bzip2, none; json, csv and"
              + " bytes, over the whole file: zstd, gzip, none.",
          "snappy");
  public static final Setting<List<KafkaColumns.Part>> KAFKA =
      Setting.of(
          "columns.kafka",
          new Kind<>("a list of parts of a record", FormatSettings::parts, List.of()),
          "",
          "Columns beside those of the value, named _kafka_ and the part: topic, partition, offset, timestamp, key and"
              + " value (as bytes), headers.",
          "partition, offset, timestamp");
  public static final Setting<Long> ROW_GROUP_BYTES =
      Setting.of(
          "parquet.row.group.bytes",
          Kind.BYTES,
          ParquetFormat.ROW_GROUP_BYTES / (1 << 20) + "MiB",
          "Encoded bytes after which a Parquet row group ends.",
          "64MiB");
  public static final Setting<Character> CSV_DELIMITER =
      Setting.of(
          "csv.delimiter",
          new Kind<>("one character", FormatSettings::character, List.of()),
          ",",
          "What stands between two values of a row. \\t is a tab.",
          ";");
  public static final Setting<Boolean> CSV_HEADER =
      Setting.of(
          "csv.header",
          Kind.FLAG,
          "true",
          "Whether the first row of each file holds the names of the columns.",
          "false");
  public static final Setting<String> BYTES_EXTENSION =
      Setting.of(
          "bytes.extension",
          new Kind<>("an ending of names such as .bin", FormatSettings::extension, List.of()),
          ".bin",
          "What names of files of bytes end in, before the codec's own ending.",
          ".txt");
  public static final Setting<String> BYTES_SEPARATOR =
      Setting.of(
          "bytes.separator",
          new Kind<>(
              "text, in which \\n and \\t stand for themselves",
              FormatSettings::unescape,
              List.of()),
          "\\n",
          "What follows each value in files of bytes.",
          "");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Files",
          "How the files are written.",
          List.of(
              FORMAT,
              COMPRESSION,
              KAFKA,
              ROW_GROUP_BYTES,
              CSV_DELIMITER,
              CSV_HEADER,
              BYTES_EXTENSION,
              BYTES_SEPARATOR));

  private FormatSettings() {}

  private static List<KafkaColumns.Part> parts(String text) {
    List<KafkaColumns.Part> parts = new ArrayList<>();
    Kind<KafkaColumns.Part> part = Kind.choice(KafkaColumns.Part.class);
    for (String name : Kind.LIST.parser().parse(text)) {
      parts.add(part.parser().parse(name));
    }
    if (parts.stream().distinct().count() < parts.size()) {
      throw new IllegalArgumentException("must name each part once but was '" + text + "'");
    }
    return parts;
  }

  private static char character(String text) {
    String character = unescape(text);
    if (character.length() != 1 || "\"\r\n".contains(character)) {
      throw new IllegalArgumentException(
          "must be one character, no quote and no line's end, but was '" + text + "'");
    }
    return character.charAt(0);
  }

  private static String extension(String text) {
    if (!text.matches("(\\.[A-Za-z0-9_-]+)*")) {
      throw new IllegalArgumentException(
          "must be a dot and letters or digits, or nothing, but was '" + text + "'");
    }
    return text;
  }

  private static String unescape(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
  }
}
