// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.lake.files.FileEncoder;
import dev.sluice.lake.files.TableEncoder;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.formats.StreamCodec;
import dev.sluice.lake.formats.json.JsonFormat;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
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
    if (!codecs(format).contains(codec)) {
      throw new RefusedException(
          "compression "
              + name(codec)
              + " does not go with format "
              + name(format)
              + ", which has "
              + codecs(format).stream().map(LakeFormats::name).collect(Collectors.joining(", "))
              + "; choose one of these");
    }
  }

  private static Set<Codec> codecs(Format format) {
    return switch (format) {
      case PARQUET -> EnumSet.allOf(Codec.class);
      case JSON -> EnumSet.of(Codec.ZSTD, Codec.GZIP, Codec.NONE);
    };
  }

  private static String name(Enum<?> member) {
    return member.name().toLowerCase(Locale.ROOT);
  }

  /** What writes the table's files. */
  public static FileEncoder encoder(Settings settings, WireFormat wire) {
    return new TableEncoder(wire, format(settings));
  }

  /** What names of the table's files end in, with the leading dot. */
  public static String extension(Settings settings) {
    return format(settings).extension();
  }

  private static FileFormat format(Settings settings) {
    Format format = settings.get(LakeSettings.FORMAT);
    Codec codec = settings.get(LakeSettings.COMPRESSION);
    check(format, codec);
    return switch (format) {
      case PARQUET ->
          new ParquetFormat(ParquetCodec.of(codec), settings.get(LakeSettings.ROW_GROUP_BYTES));
      case JSON -> new JsonFormat(StreamCodec.of(codec));
    };
  }
}
