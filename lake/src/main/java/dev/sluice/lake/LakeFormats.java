// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.core.shred.SortOrder;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.lake.files.FileEncoder;
import dev.sluice.lake.files.FileSet;
import dev.sluice.lake.files.HeaderEncoder;
import dev.sluice.lake.files.KeyEncoder;
import dev.sluice.lake.files.KeyRows;
import dev.sluice.lake.files.RecordEncoder;
import dev.sluice.lake.files.TableEncoder;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.formats.StreamCodec;
import dev.sluice.lake.formats.StreamCompression;
import dev.sluice.lake.formats.avro.AvroCodec;
import dev.sluice.lake.formats.avro.AvroFormat;
import dev.sluice.lake.formats.bytes.BytesFormat;
import dev.sluice.lake.formats.csv.CsvFormat;
import dev.sluice.lake.formats.json.JsonFormat;
import dev.sluice.lake.formats.json.JsonStyle;
import dev.sluice.lake.formats.orc.OrcCodec;
import dev.sluice.lake.formats.orc.OrcFormat;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a lake table's settings say of its files' format. */
public final class LakeFormats {
  private LakeFormats() {}

  /**
   * Checks that files of a format can be compressed so.
   *
   * @throws RefusedException if they cannot
   */
  public static void check(Format format, Codec codec) {
    if (!format.codecs().contains(codec)) {
      throw new RefusedException(
          "compression "
              + name(codec)
              + " does not go with format "
              + name(format)
              + ", which has "
              + format.codecs().stream().map(LakeFormats::name).collect(Collectors.joining(", "))
              + "; choose one of these");
    }
  }

  /**
   * Checks the level of compression, if there is one.
   *
   * @throws RefusedException if the codec does not have it
   */
  public static void checkLevel(Settings settings) {
    settings
        .find(FormatSettings.LEVEL)
        .ifPresent(
            level ->
                checkLevel(
                    settings.get(FormatSettings.FORMAT),
                    settings.get(FormatSettings.COMPRESSION),
                    level));
  }

  /**
   * Checks that files of a format can be compressed at a level.
   *
   * @throws RefusedException if they cannot
   */
  public static void checkLevel(Format format, Codec codec, long level) {
    Codec.Levels levels = format == Format.ORC ? null : codec.levels().orElse(null);
    if (levels == null) {
      throw new RefusedException(
          "compression "
              + name(codec)
              + " of format "
              + name(format)
              + " has no levels to choose from; leave the level out");
    }
    if (level < levels.least() || level > levels.most()) {
      throw new RefusedException(
          "compression "
              + name(codec)
              + " has levels from "
              + levels.least()
              + " to "
              + levels.most()
              + ", not "
              + level);
    }
  }

  /**
   * Checks that rows of files of a format can be sorted so.
   *
   * @throws RefusedException if they cannot
   */
  public static void check(Format format, SortOrder order) {
    if (format == Format.RAW && !order.isNone()) {
      throw new RefusedException(
          "sort does not go with format raw, whose records stay in the order of their offsets, so that a topic can"
              + " be written again from them; leave sort out, or choose another format");
    }
  }

  /**
   * Checks the order of rows, if there is one.
   *
   * @throws RefusedException if it does not go with the format, or with files of keys or headers
   */
  public static void checkSort(Settings settings) {
    SortOrder order = new SortOrder(settings.get(FormatSettings.SORT));
    check(settings.get(FormatSettings.FORMAT), order);
    boolean beside =
        settings.find(BesideSettings.KEYS).isPresent()
            || settings.find(BesideSettings.HEADERS).isPresent();
    if (beside && !order.isNone()) {
      throw new RefusedException(
          "sort does not go with files of keys or headers, whose rows stand where their values do; leave sort out, or use"
              + " columns.kafka for them");
    }
  }

  private static SortOrder order(Settings settings) {
    checkSort(settings);
    return new SortOrder(settings.get(FormatSettings.SORT));
  }

  /**
   * Checks the files of keys, if there are any.
   *
   * @throws RefusedException if their codec does not go with their format
   */
  public static void checkKeys(Settings settings) {
    settings
        .find(BesideSettings.KEYS)
        .ifPresent(format -> check(format, settings.get(BesideSettings.KEYS_CODEC)));
  }

  /**
   * Checks the files of headers, if there are any.
   *
   * @throws RefusedException if their codec does not go with their format
   */
  public static void checkHeaders(Settings settings) {
    settings
        .find(BesideSettings.HEADERS)
        .ifPresent(format -> check(format, settings.get(BesideSettings.HEADERS_CODEC)));
  }

  private static String name(Enum<?> member) {
    return member.name().toLowerCase(Locale.ROOT);
  }

  /** What writes the table's files. */
  public static FileEncoder encoder(Settings settings, WireFormat wire, Tombstones tombstones) {
    if (settings.get(FormatSettings.FORMAT) == Format.RAW) {
      return new RecordEncoder(format(settings));
    }
    return new TableEncoder(wire, tombstones, kafka(settings), order(settings), format(settings));
  }

  /**
   * What writes the files that records go to.
   *
   * @param wire of the values
   * @param tombstones what becomes of records without a value, where they are not set apart
   * @param keys how keys are made rows of one column
   */
  public static FileSet files(
      Settings settings, WireFormat wire, Tombstones tombstones, KeyRows keys) {
    List<FileSet.Beside> beside = new ArrayList<>();
    settings
        .find(BesideSettings.KEYS)
        .map(format -> format(format, settings.get(BesideSettings.KEYS_CODEC), true, settings))
        .ifPresent(format -> beside.add(new FileSet.Beside("keys", new KeyEncoder(keys, format))));
    settings
        .find(BesideSettings.HEADERS)
        .map(format -> format(format, settings.get(BesideSettings.HEADERS_CODEC), true, settings))
        .ifPresent(format -> beside.add(new FileSet.Beside("headers", new HeaderEncoder(format))));
    boolean apart = settings.find(BesideSettings.TOMBSTONES).isPresent();
    return new FileSet(encoder(settings, wire, tombstones), beside, apart);
  }

  /** What Kafka says of a record, as columns of the table. */
  public static KafkaColumns kafka(Settings settings) {
    return new KafkaColumns("_kafka_", settings.get(FormatSettings.KAFKA));
  }

  /** What names of the table's files end in, with the leading dot. */
  public static String extension(Settings settings) {
    return format(settings).extension();
  }

  /**
   * The format, with codec and options.
   *
   * @throws RefusedException if the codec does not go with it
   */
  public static FileFormat format(Settings settings) {
    Format format = settings.get(FormatSettings.FORMAT);
    Codec codec = settings.get(FormatSettings.COMPRESSION);
    return format(format, codec, false, settings);
  }

  private static FileFormat format(Format format, Codec codec, boolean bare, Settings settings) {
    check(format, codec);
    int level = FormatSettings.level(settings, codec);
    return switch (format) {
      case PARQUET, RAW ->
          new ParquetFormat(
              ParquetCodec.of(codec), level, FormatSettings.parquet(settings), order(settings));
      case ORC -> new OrcFormat(OrcCodec.of(codec), FormatSettings.orc(settings));
      case AVRO -> new AvroFormat(AvroCodec.of(codec), level, bare);
      case JSON ->
          new JsonFormat(
              new StreamCompression(StreamCodec.of(codec), level),
              new JsonStyle(
                  settings.get(FormatSettings.JSON_DECIMALS),
                  settings.get(FormatSettings.JSON_TIMES)),
              bare);
      case CSV ->
          new CsvFormat(
              new StreamCompression(StreamCodec.of(codec), level),
              settings.get(FormatSettings.CSV_DELIMITER),
              settings.get(FormatSettings.CSV_HEADER));
      case BYTES ->
          new BytesFormat(
              new StreamCompression(StreamCodec.of(codec), level),
              settings.get(FormatSettings.BYTES_EXTENSION),
              settings.get(FormatSettings.BYTES_SEPARATOR));
    };
  }
}
