// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.Rule.noted;
import static dev.sluice.migrate.Rule.readWith;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Confluent's formats of files as ours. */
final class FileFormats {
  static final Setting<String> FORMAT =
      Setting.required(
          "format.class",
          Kind.TEXT,
          "Format of the files.",
          "io.confluent.connect.s3.format.parquet.ParquetFormat");
  static final Setting<String> AVRO_CODEC =
      Setting.of(
          "avro.codec",
          Kinds.word("null", "deflate", "snappy", "bzip2"),
          "null",
          "Codec of Avro files.",
          "snappy");
  static final Setting<String> PARQUET_CODEC =
      Setting.of(
          "parquet.codec",
          Kinds.word("none", "snappy", "gzip", "lzo", "brotli", "lz4", "zstd", "lz4_raw"),
          "snappy",
          "Codec of Parquet files.",
          "zstd");
  static final Setting<String> COMPRESSION =
      Setting.of(
          "s3.compression.type",
          Kinds.word("none", "gzip"),
          "none",
          "Compression of whole files: JSON and bytes.",
          "gzip");
  static final Setting<Long> LEVEL =
      Setting.of("s3.compression.level", Kinds.NUMBER, "-1", "Level of that compression.", "6");

  private FileFormats() {}

  /**
   * Formats and what belongs to them.
   *
   * @param classes the package of the connector's classes, with a dot at its end
   */
  static List<PeerProperty> properties(String classes) {
    Map<String, String> formats =
        Map.of(
            classes + "format.avro.AvroFormat", "avro",
            classes + "format.json.JsonFormat", "json",
            classes + "format.bytearray.ByteArrayFormat", "bytes",
            classes + "format.parquet.ParquetFormat", "parquet");
    return List.of(
        new PeerProperty(FORMAT, (setting, to) -> format(formats, setting, to)),
        new PeerProperty(AVRO_CODEC, readWith(FORMAT)),
        new PeerProperty(PARQUET_CODEC, readWith(FORMAT)),
        new PeerProperty(COMPRESSION, readWith(FORMAT)),
        new PeerProperty(
            LEVEL, noted("compression has its usual level; only the size of files differs")),
        new PeerProperty(
            Setting.of(
                "json.decimal.format",
                Kinds.word("BASE64", "NUMERIC"),
                "BASE64",
                "How decimals are written in JSON.",
                "NUMERIC"),
            FileFormats::decimals),
        new PeerProperty(
            Setting.of(
                "format.bytearray.extension",
                Kind.TEXT,
                ".bin",
                "What names of files of bytes end in.",
                ".txt"),
            onlyFor("bytes", "bytes.extension", formats)),
        new PeerProperty(
            Setting.optional(
                "format.bytearray.separator",
                Kind.TEXT,
                "What follows each value in files of bytes; the line's end if left out.",
                "\\n"),
            onlyFor("bytes", "bytes.separator", formats)),
        new PeerProperty(
            Setting.of(
                "enhanced.avro.schema.support",
                Kind.FLAG,
                "true",
                "Whether Avro schemas keep enums and namespaces.",
                "true"),
            noted("enums are written as strings")),
        new PeerProperty(
            Setting.of(
                "connect.meta.data",
                Kind.FLAG,
                "true",
                "Whether Avro schemas carry Connect's own properties.",
                "false"),
            noted("no properties of Connect's are written")),
        new PeerProperty(
            Setting.of(
                "allow.optional.map.keys",
                Kind.FLAG,
                "false",
                "Whether keys of maps may be null.",
                "true"),
            noted("a map whose keys may be null is written as a list of key and value")));
  }

  private static void format(Map<String, String> formats, Setting<?> setting, Translation to) {
    String format = formats.get(to.text(setting));
    if (format == null) {
      to.refused(
          setting,
          to.text(setting)
              + " is code of your own, which is not run here; known are "
              + String.join(", ", formats.keySet().stream().sorted().toList()));
      return;
    }
    to.set("format", format);
    to.set("value.format", "connect");
    to.kept(setting, "becomes format = " + format);
    switch (format) {
      case "avro" -> to.set("compression", avroCodec(to));
      case "parquet" -> parquetCodec(to);
      default -> to.set("compression", to.value(COMPRESSION));
    }
    if (!to.value(COMPRESSION).equals("none") && List.of("avro", "parquet").contains(format)) {
      to.refused(
          COMPRESSION, "files of " + format + " are compressed inside, by " + format + ".codec");
    }
  }

  private static String avroCodec(Translation to) {
    String codec = to.value(AVRO_CODEC);
    return codec.equals("null") ? "none" : codec;
  }

  private static void parquetCodec(Translation to) {
    String codec = to.value(PARQUET_CODEC).toLowerCase(Locale.ROOT);
    if (List.of("lzo", "brotli", "lz4").contains(codec)) {
      to.refused(
          PARQUET_CODEC,
          codec
              + " is not offered: "
              + (codec.equals("lz4")
                  ? "readers disagree about its frame; lz4_raw is"
                  : "its library runs on few machines; zstd is"));
      return;
    }
    to.set("compression", codec);
  }

  private static void decimals(Setting<?> setting, Translation to) {
    boolean json = to.text(FORMAT).endsWith(".JsonFormat");
    if (json && !to.text(setting).equalsIgnoreCase("NUMERIC")) {
      to.noted(setting, "decimals are written as numbers, not in base64");
    } else if (to.isGiven(setting)) {
      to.kept(setting, json ? "as it is here" : "has no effect with another format");
    }
  }

  private static Rule onlyFor(String format, String ours, Map<String, String> formats) {
    return (setting, to) -> {
      if (format.equals(formats.get(to.text(FORMAT)))) {
        Rule.becomes(ours).apply(setting, to);
      } else if (to.isGiven(setting)) {
        to.noted(setting, "has no effect with another format");
      }
    };
  }
}
