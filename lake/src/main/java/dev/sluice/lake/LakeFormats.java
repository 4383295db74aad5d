// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.lake.files.FileEncoder;
import dev.sluice.lake.files.TableEncoder;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.StreamCodec;
import dev.sluice.lake.formats.json.JsonFormat;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;

/** What a lake table's settings say of its files' format. */
public final class LakeFormats {
  private LakeFormats() {}

  /** What writes the table's files. */
  public static FileEncoder encoder(Settings settings, WireFormat wire) {
    return new TableEncoder(wire, format(settings));
  }

  /** What names of the table's files end in, with the leading dot. */
  public static String extension(Settings settings) {
    return format(settings).extension();
  }

  private static FileFormat format(Settings settings) {
    Codec codec = settings.get(LakeSettings.COMPRESSION);
    return switch (settings.get(LakeSettings.FORMAT)) {
      case PARQUET ->
          new ParquetFormat(ParquetCodec.of(codec), settings.get(LakeSettings.ROW_GROUP_BYTES));
      case JSON -> new JsonFormat(StreamCodec.of(codec));
    };
  }
}
