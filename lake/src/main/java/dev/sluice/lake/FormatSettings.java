// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.core.shred.SortOrder;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.formats.json.JsonStyle;
import dev.sluice.lake.formats.orc.OrcOptions;
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
              + " and raw: zstd, snappy, gzip, lz4_raw, none; orc: zstd, snappy, zlib, lz4, none; avro: zstd, snappy, deflate, bzip2, none; json, csv and"
              + " bytes, over the whole file: zstd, gzip, none.",
          "snappy");
  public static final Setting<Long> LEVEL =
      Setting.optional(
          "compression.level",
          Kind.COUNT,
          "How hard the codec tries: zstd from 1 to 22, gzip and deflate from 0 to 9; others, and orc, have no levels."
              + " Left out: zstd 3, gzip and deflate 6. Holds for files of keys and headers too, where their codec has it.",
          "9");
  public static final Setting<List<KafkaColumns.Part>> KAFKA =
      Setting.of(
          "columns.kafka",
          Kind.listOf(Kind.choice(KafkaColumns.Part.class)),
          "",
          "Columns beside those of the value, named _kafka_ and the part: topic, partition, offset, timestamp, key and"
              + " value (as bytes), headers.",
          "partition, offset, timestamp");
  public static final Setting<List<SortOrder.Key>> SORT =
      Setting.of(
          "sort",
          Kind.listOf(
              new Kind<>(
                  "a column such as ordered_at desc nulls last", SortOrder.Key::parse, List.of())),
          "",
          "Columns that the rows of each file are sorted by, with dots below structs; asc or desc, and nulls first (asc's"
              + " own) or nulls last (desc's own) may follow each. Rows that are equal in all of them stay in the order of"
              + " their offsets. Values are decoded twice for it. Parquet files tell readers of the order.",
          "customer_id, ordered_at desc");
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
  public static final Setting<Long> STRIPE_BYTES =
      Setting.of(
          "orc.stripe.bytes",
          Kind.BYTES,
          "64MiB",
          "Encoded bytes after which a stripe of an ORC file ends.",
          "16MiB");
  public static final Setting<List<String>> ORC_BLOOM_FILTERS =
      Setting.of(
          "orc.bloom.filters",
          Kind.LIST,
          "",
          "Columns of ORC files, with dots below structs, that get a bloom filter for every 10,000 rows.",
          "order_id, customer.email");
  public static final Setting<JsonStyle.Decimals> JSON_DECIMALS =
      Setting.of(
          "json.decimals",
          Kind.choice(JsonStyle.Decimals.class),
          "number",
          "How decimals are written in JSON: number, or base64 of the unscaled value's bytes, as Connect's own"
              + " converter does.",
          "base64");
  public static final Setting<JsonStyle.Times> JSON_TIMES =
      Setting.of(
          "json.times",
          Kind.choice(JsonStyle.Times.class),
          "iso",
          "How dates and times are written in JSON: iso, or number, which is days, or milliseconds of the day or since"
              + " 1970, as Connect's own converter does.",
          "number");
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
              LEVEL,
              KAFKA,
              SORT,
              ROW_GROUP_BYTES,
              PAGE_BYTES,
              DICTIONARY,
              BLOOM_FILTERS,
              LISTS,
              STRIPE_BYTES,
              ORC_BLOOM_FILTERS,
              JSON_DECIMALS,
              JSON_TIMES,
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

  /** The level for a codec: the one asked for if the codec has it, else its usual one. */
  static int level(Settings settings, Codec codec) {
    return codec
        .levels()
        .map(
            levels ->
                settings
                    .find(LEVEL)
                    .filter(level -> level >= levels.least() && level <= levels.most())
                    .map(Math::toIntExact)
                    .orElse(levels.usual()))
        .orElse(0);
  }

  /** The layout of ORC files. */
  static OrcOptions orc(Settings settings) {
    return new OrcOptions(settings.get(STRIPE_BYTES), settings.get(ORC_BLOOM_FILTERS));
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
