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
import java.util.stream.Stream;

/** Confluent's formats of files as ours. */
final class FileFormats {
  private static final Map<String, String> NAMES =
      Map.of(
          "format.avro.AvroFormat", "avro",
          "format.json.JsonFormat", "json",
          "format.bytearray.ByteArrayFormat", "bytes",
          "format.parquet.ParquetFormat", "parquet");
  private static final Setting<String> AVRO_CODEC =
      Setting.of(
          "avro.codec",
          Kinds.word("null", "deflate", "snappy", "bzip2"),
          "null",
          "Codec of Avro files.",
          "snappy");
  private static final Setting<String> PARQUET_CODEC =
      Setting.of(
          "parquet.codec",
          Kinds.word("none", "snappy", "gzip", "lzo", "brotli", "lz4", "zstd", "lz4_raw"),
          "snappy",
          "Codec of Parquet files.",
          "zstd");

  private final List<String> packages;
  private final Setting<String> format;
  private final Setting<String> compression;
  private final Setting<Long> level;

  /**
   * @param packages of the connector's classes, each with a dot at its end; the first for examples
   * @param compression what names of properties about compressing whole files begin with
   */
  FileFormats(List<String> packages, String compression) {
    this.packages = packages;
    this.format =
        Setting.required(
            "format.class",
            Kind.TEXT,
            "Format of the files.",
            packages.get(0) + "format.parquet.ParquetFormat");
    this.compression =
        Setting.of(
            compression + ".type",
            Kinds.word("none", "gzip"),
            "none",
            "Compression of whole files: JSON and bytes.",
            "gzip");
    this.level =
        Setting.of(compression + ".level", Kinds.NUMBER, "-1", "Level of that compression.", "6");
  }

  /** Formats and what belongs to them. */
  List<PeerProperty> properties() {
    return Stream.of(codecs(), textsAndBytes(), schemas()).flatMap(List::stream).toList();
  }

  private List<PeerProperty> codecs() {
    return List.of(
        new PeerProperty(format, this::format),
        new PeerProperty(AVRO_CODEC, readWith(format)),
        new PeerProperty(PARQUET_CODEC, readWith(format)),
        new PeerProperty(compression, readWith(format)),
        new PeerProperty(level, this::level));
  }

  /** The level of gzip, and of nothing else: files that are not compressed have none. */
  private void level(Setting<?> setting, Translation to) {
    if (!to.isGiven(setting)) {
      return;
    }
    if (to.text(setting).equals("-1")) {
      to.kept(setting, "the usual level, as it is here");
    } else if (to.value(compression).equals("gzip")) {
      to.set("compression.level", to.text(setting));
      to.kept(setting, "becomes compression.level");
    } else {
      to.noted(setting, "without " + compression.name() + " = gzip nothing has a level");
    }
  }

  private List<PeerProperty> textsAndBytes() {
    return List.of(
        new PeerProperty(
            Setting.of(
                "json.decimal.format",
                Kinds.word("BASE64", "NUMERIC"),
                "BASE64",
                "How decimals are written in JSON.",
                "NUMERIC"),
            this::decimals),
        new PeerProperty(
            Setting.of(
                "format.bytearray.extension",
                Kind.TEXT,
                ".bin",
                "What names of files of bytes end in.",
                ".txt"),
            Rule.becomes("bytes.extension")),
        new PeerProperty(
            Setting.optional(
                "format.bytearray.separator",
                Kind.TEXT,
                "What follows each value in files of bytes; the line's end if left out.",
                "\\n"),
            FileFormats::separator));
  }

  private static List<PeerProperty> schemas() {
    return List.of(
        PeerProperty.flag(
            "enhanced.avro.schema.support",
            "true",
            "Whether Avro schemas keep enums and namespaces.",
            noted("enums are written as strings")),
        PeerProperty.flag(
            "connect.meta.data",
            "true",
            "Whether Avro schemas carry Connect's own properties.",
            noted("no properties of Connect's are written")),
        PeerProperty.flag(
            "allow.optional.map.keys",
            "false",
            "Whether keys of maps may be null.",
            noted("a map whose keys may be null is written as a list of key and value")));
  }

  /** What the format of a class is called here; empty for one that nobody knows. */
  String named(String className) {
    return packages.stream()
        .filter(className::startsWith)
        .map(prefix -> NAMES.getOrDefault(className.substring(prefix.length()), ""))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  private void format(Setting<?> setting, Translation to) {
    String name = named(to.text(setting));
    if (name.isEmpty()) {
      to.refused(
          setting,
          to.text(setting)
              + " is code of your own, which is not run here; known are "
              + String.join(
                  ", ", NAMES.keySet().stream().sorted().map(packages.get(0)::concat).toList()));
      return;
    }
    to.set("format", name);
    to.set("value.format", "connect");
    // Lists as readers of such files are used to them.
    to.set("parquet.lists", "two_level");
    to.set("json.times", "number");
    to.kept(setting, "becomes format = " + name);
    compress(compression, name, "compression", to);
  }

  /**
   * Sets the codec of files of a format.
   *
   * @param blamed which property to change where the format cannot be compressed as asked for
   * @param ours the property that names the codec here
   */
  void compress(Setting<?> blamed, String name, String ours, Translation to) {
    boolean inside = List.of("avro", "parquet").contains(name);
    if (inside && !to.value(compression).equals("none")) {
      to.refused(
          blamed,
          compression.name()
              + " is for JSON and bytes: files of "
              + name
              + " are compressed inside, by "
              + name
              + ".codec");
    }
    switch (name) {
      case "avro" -> to.set(ours, avroCodec(to));
      case "parquet" -> parquetCodec(ours, to);
      default -> to.set(ours, to.value(compression));
    }
  }

  private static String avroCodec(Translation to) {
    String codec = to.value(AVRO_CODEC);
    return codec.equals("null") ? "none" : codec;
  }

  private static void parquetCodec(String ours, Translation to) {
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
    to.set(ours, codec);
  }

  private void decimals(Setting<?> setting, Translation to) {
    boolean numbers = to.text(setting).equalsIgnoreCase("NUMERIC");
    to.set("json.decimals", numbers ? "number" : "base64");
    if (to.isGiven(setting)) {
      to.kept(setting, "becomes json.decimals");
    }
  }

  /** Spaces and the empty text count. */
  private static void separator(Setting<?> setting, Translation to) {
    if (to.isGiven(setting)) {
      to.set("bytes.separator", to.text(setting));
      to.kept(setting, "becomes bytes.separator");
    }
  }
}
