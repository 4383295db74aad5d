// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.lake.files.FileEncoder;
import dev.sluice.lake.files.RecordEncoder;
import dev.sluice.lake.files.TableEncoder;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.formats.StreamCodec;
import dev.sluice.lake.formats.avro.AvroCodec;
import dev.sluice.lake.formats.avro.AvroFormat;
import dev.sluice.lake.formats.bytes.BytesFormat;
import dev.sluice.lake.formats.csv.CsvFormat;
import dev.sluice.lake.formats.json.JsonFormat;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
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

  private static String name(Enum<?> member) {
    return member.name().toLowerCase(Locale.ROOT);
  }

  /** What writes the table's files. */
  public static FileEncoder encoder(Settings settings, WireFormat wire) {
    if (settings.get(FormatSettings.FORMAT) == Format.RAW) {
      return new RecordEncoder(format(settings));
    }
    KafkaColumns kafka = new KafkaColumns("_kafka_", settings.get(FormatSettings.KAFKA));
    return new TableEncoder(wire, kafka, format(settings));
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
    check(format, codec);
    return switch (format) {
      case PARQUET, RAW ->
          new ParquetFormat(ParquetCodec.of(codec), FormatSettings.parquet(settings));
      case AVRO -> new AvroFormat(AvroCodec.of(codec));
      case JSON -> new JsonFormat(StreamCodec.of(codec));
      case CSV ->
          new CsvFormat(
              StreamCodec.of(codec),
              settings.get(FormatSettings.CSV_DELIMITER),
              settings.get(FormatSettings.CSV_HEADER));
      case BYTES ->
          new BytesFormat(
              StreamCodec.of(codec),
              settings.get(FormatSettings.BYTES_EXTENSION),
              settings.get(FormatSettings.BYTES_SEPARATOR));
    };
  }
}
