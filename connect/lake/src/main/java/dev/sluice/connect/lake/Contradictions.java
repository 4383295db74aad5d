// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.BesideSettings;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.LakeFormats;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.stores.s3.S3Settings;
import dev.sluice.lake.tables.iceberg.IcebergSettings;
import java.util.List;
import java.util.function.BiConsumer;

/** What a lake table's settings may each be, but not together. */
final class Contradictions {
  private Contradictions() {}

  /** Tells the name of each setting to change, and why. */
  static void of(Settings settings, BiConsumer<String, String> tell) {
    check(
        FormatSettings.COMPRESSION,
        () ->
            LakeFormats.check(
                settings.get(FormatSettings.FORMAT), settings.get(FormatSettings.COMPRESSION)),
        tell);
    check(FormatSettings.LEVEL, () -> LakeFormats.checkLevel(settings), tell);
    check(FormatSettings.SORT, () -> LakeFormats.checkSort(settings), tell);
    check(LakeSettings.TABLE_FORMAT, () -> LakeSettings.checkTable(settings), tell);
    check(IcebergSettings.URI, () -> IcebergSettings.check(settings), tell);
    check(LakeSettings.PARTITION, () -> LakeSettings.partition(settings), tell);
    check(S3Settings.PROVIDER, () -> S3Settings.check(settings), tell);
    check(BesideSettings.KEYS_CODEC, () -> LakeFormats.checkKeys(settings), tell);
    check(BesideSettings.HEADERS_CODEC, () -> LakeFormats.checkHeaders(settings), tell);
    ofConnect(settings, tell);
    boolean tombstones = settings.find(BesideSettings.TOMBSTONES).isPresent();
    if (tombstones && settings.find(BesideSettings.KEYS).isEmpty()) {
      tell.accept(
          BesideSettings.TOMBSTONES.name(),
          "of records without a value only keys are left; set "
              + BesideSettings.KEYS.name()
              + ", or leave it out and see "
              + DecoderSettings.NULL_VALUES.name());
    }
  }

  /** What only values that a converter has read have. */
  private static void ofConnect(Settings settings, BiConsumer<String, String> tell) {
    if (settings.get(DecoderSettings.FORMAT) == DecoderSettings.Format.CONNECT) {
      return;
    }
    for (Setting<?> setting : List.of(BesideSettings.KEYS, BesideSettings.HEADERS)) {
      if (settings.find(setting).isPresent()) {
        tell.accept(
            setting.name(), "needs value.format=connect, so that converters read what is written");
      }
    }
    if (settings.get(SchemaSettings.CHANGE) != SchemaChange.NEVER) {
      tell.accept(
          SchemaSettings.CHANGE.name(),
          "looks at schemas that converters give, and needs value.format=connect");
    }
  }

  private static void check(Setting<?> setting, Runnable check, BiConsumer<String, String> tell) {
    try {
      check.run();
    } catch (RefusedException e) {
      tell.accept(setting.name(), e.getMessage());
    }
  }
}
