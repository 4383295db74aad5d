// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import java.time.Duration;
import java.util.List;

/** What a lake table can be told. */
public final class LakeSettings {
  /** File formats. */
  public enum Format {
    PARQUET
  }

  public static final Setting<String> TABLE =
      Setting.required("table", Kind.TEXT, "Name of the table in messages and metrics.", "orders");
  public static final Setting<String> LOCATION =
      Setting.required(
          "location",
          Kind.TEXT,
          "Where the table's files are: a folder, made if it is not there, s3://BUCKET/FOLDER, or"
              + " abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/FOLDER. No table's location may lie inside another's.",
          "lake/orders");
  public static final Setting<Format> FORMAT =
      Setting.of("format", Kind.choice(Format.class), "parquet", "Format of the files.", "parquet");
  public static final Setting<ParquetCodec> COMPRESSION =
      Setting.of(
          "compression",
          Kind.choice(ParquetCodec.class),
          "zstd",
          "Codec of the files' pages. zstd gives the smallest files at little more CPU than snappy.",
          "snappy");
  public static final Setting<List<String>> PARTITION =
      Setting.of(
          "partition",
          Kind.LIST,
          "",
          "Partition of the table, as directories: fields, and hour(), day(), month(), year() of time fields; default"
              + " is one directory per Kafka partition. Empty: no directories.",
          "day(ordered_at), country");
  public static final Setting<Long> ROTATE_RECORDS =
      Setting.of(
          "rotate.records",
          Kind.COUNT,
          "1000000",
          "Rows after which a file is closed; one row group's worth.",
          "500000");
  public static final Setting<Long> ROTATE_BYTES =
      Setting.of(
          "rotate.bytes",
          Kind.BYTES,
          "128MiB",
          "Bytes of values, as they came, after which a file is closed.",
          "64MiB");
  public static final Setting<Duration> ROTATE_INTERVAL =
      Setting.of(
          "rotate.interval",
          Kind.DURATION,
          "60s",
          "Age of the oldest row not yet visible at which everything up to now is made visible. Shorter is fresher,"
              + " longer gives larger files.",
          "10s");
  public static final Setting<Long> ROW_GROUP_BYTES =
      Setting.of(
          "parquet.row.group.bytes",
          Kind.BYTES,
          ParquetFormat.ROW_GROUP_BYTES / (1 << 20) + "MiB",
          "Encoded bytes after which a Parquet row group ends.",
          "64MiB");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Lake table",
          "A table of files in the lake.",
          List.of(
              TABLE,
              LOCATION,
              FORMAT,
              COMPRESSION,
              PARTITION,
              ROTATE_RECORDS,
              ROTATE_BYTES,
              ROTATE_INTERVAL,
              ROW_GROUP_BYTES));

  private LakeSettings() {}
}
