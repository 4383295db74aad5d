// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.formats.parquet.ParquetOptions;
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
          Kind.listOf(Kind.choice(KafkaColumns.Part.class)),
          "",
          "Columns beside those of the value, named _kafka_ and the part: topic, partition, offset, timestamp, key and"
              + " value (as bytes), headers.",
          "partition, offset, timestamp");
  public static final Setting<Long> ROW_GROUP_BYTES =
      Setting.of(
          "parquet.row.group.bytes",
          Kind.BYTES,
          ParquetOptions.USUAL.rowGroupBytes() / (1 << 20) + "MiB",
          "Encoded bytes after which a Parquet row group ends.",
          "64MiB");
  public static final Setting<Long> PAGE_BYTES =
      Setting.of(
          "parquet.page.bytes",
          new Kind<>("a size from 4KiB to 64MiB", FormatSettings::page, List.of()),
          "1MiB",
          "Encoded bytes after which a page of a Parquet column ends; 4096 rows, the least that is looked at, may be more."
              + " Dictionaries may be as large.",
          "64KiB");
  public static final Setting<Boolean> DICTIONARY =
      Setting.of(
          "parquet.dictionary",
          Kind.FLAG,
          "true",
          "Whether Parquet columns of few different values are written as dictionaries.",
          "false");
  public static final Setting<List<String>> BLOOM_FILTERS =
      Setting.of(
          "parquet.bloom.filters",
          Kind.LIST,
          "",
          "Columns of Parquet files, with dots below structs, that get a bloom filter of up to 1 MiB in every row group, so"
              + " that readers skip row groups without a value.",
          "order_id, customer.email");

  /** How Parquet files hold lists. */
  public enum Lists {
    THREE_LEVEL,
    TWO_LEVEL
  }

  public static final Setting<Lists> LISTS =
      Setting.of(
          "parquet.lists",
          Kind.choice(Lists.class),
          "three_level",
          "Structure of lists in Parquet: three_level is the standard's; two_level is what older writers wrote, for"
              + " readers that are used to it. Lists that may hold nulls always have three.",
          "two_level");
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
              PAGE_BYTES,
              DICTIONARY,
              BLOOM_FILTERS,
              LISTS,
              CSV_DELIMITER,
              CSV_HEADER,
              BYTES_EXTENSION,
              BYTES_SEPARATOR));

  private FormatSettings() {}

  /** The layout of Parquet files. */
  static ParquetOptions parquet(Settings settings) {
    return new ParquetOptions(
        settings.get(ROW_GROUP_BYTES),
        Math.toIntExact(settings.get(PAGE_BYTES)),
        settings.get(DICTIONARY),
        settings.get(BLOOM_FILTERS),
        settings.get(LISTS) == Lists.TWO_LEVEL);
  }

  private static long page(String text) {
    long bytes = Kind.BYTES.parser().parse(text);
    if (bytes < 4 << 10 || bytes > 64 << 20) {
      throw new IllegalArgumentException("must be from 4KiB to 64MiB but was '" + text + "'");
    }
    return bytes;
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
