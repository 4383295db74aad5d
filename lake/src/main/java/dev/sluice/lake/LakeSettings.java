// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.pipeline.Closing;
import dev.sluice.core.pipeline.Limits;
import dev.sluice.core.pipeline.Schedule;
import dev.sluice.core.route.Router;
import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.lake.files.Naming;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.partition.Escaping;
import dev.sluice.lake.partition.FewFiles;
import dev.sluice.lake.partition.PartitionSpec;
import dev.sluice.lake.partition.TablePartitions;
import dev.sluice.lake.partition.Tombstones;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a lake table can be told. */
public final class LakeSettings {
  public static final Setting<String> TABLE =
      Setting.required("table", Kind.TEXT, "Name of the table in messages and metrics.", "orders");
  public static final Setting<String> LOCATION =
      Setting.required(
          "location",
          Kind.TEXT,
          "Where the table's files are: a folder, made if it is not there, s3://BUCKET/FOLDER, or"
              + " abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/FOLDER. No table's location may lie inside another's.",
          "lake/orders");
  public static final Setting<List<String>> PARTITION =
      Setting.of(
          "partition",
          Kind.LIST,
          "",
          "Partition of the table, as directories: fields; hour(), day(), month(), year() of time fields, in UTC;"
              + " bucket(16, field) and truncate(3, field) as in Iceberg; pattern(yyyy/MM/dd, field) in time.zone; default"
              + " is one directory per Kafka partition, topic one per topic, schema one per name of a Connect schema,"
              + " text(raw) always the same. Instead of a field: _kafka_timestamp, when"
              + " the record was written, or _now, when it was read. Empty: no directories.",
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
  public static final Setting<Long> ROTATE_PARTITION_RECORDS =
      Setting.optional(
          "rotate.partition.records",
          Kind.COUNT,
          "Records of one Kafka partition after which all of its files are closed and made visible together.",
          "10000");
  public static final Setting<Duration> ROTATE_RECORD_TIME =
      Setting.optional(
          "rotate.record.time",
          Kind.DURATION,
          "Span of the records' own time after which all files of a Kafka partition are closed: by the first time in"
              + " the partition, or by Kafka's timestamps. A late record closes nothing.",
          "1h");
  public static final Setting<Duration> ROTATE_IDLE =
      Setting.optional(
          "rotate.idle",
          Kind.DURATION,
          "Time without a record after which all files of a Kafka partition are closed and made visible.",
          "5s");
  public static final Setting<Duration> ROTATE_SCHEDULE =
      Setting.optional(
          "rotate.schedule",
          Kind.DURATION,
          "Regular points of the wall clock, counted from midnight in time.zone, at which all files are closed and made"
              + " visible.",
          "15m");
  public static final Setting<Boolean> ROTATE_ON_CHANGE =
      Setting.of(
          "rotate.on.partition.change",
          Kind.FLAG,
          "false",
          "Whether a record for another directory than the record before it closes all files of its Kafka partition."
              + " Late records make many small files then; it is there for readers that expect it.",
          "true");
  public static final Setting<Long> ROTATE_FILES =
      Setting.optional(
          "rotate.files",
          new Kind<>("a whole number of at least 1", LakeSettings::atLeastOne, List.of()),
          "Open files of a Kafka partition beyond which all of them are closed. Left out: memory is the only bound.",
          "100");
  public static final Setting<ZoneId> TIME_ZONE =
      Setting.of(
          "time.zone",
          Kind.ZONE,
          "UTC",
          "Time zone of rotate.schedule and of pattern() in partition.",
          "Europe/Vienna");
  public static final Setting<Locale> LOCALE =
      Setting.of(
          "locale",
          Kind.LOCALE,
          "und",
          "Language of names of months and days in pattern() in partition. und: English short forms.",
          "de-AT");
  public static final Setting<String> PARTITION_NULL =
      Setting.of(
          "partition.null",
          new Kind<>("the name of a directory", LakeSettings::directory, List.of()),
          PartitionSpec.HIVE_NULL,
          "What stands for null, and with hive escaping for the empty text, in the names of directories.",
          "null");
  public static final Setting<Escaping> PARTITION_ESCAPING =
      Setting.of(
          "partition.escaping",
          Kind.choice(Escaping.class),
          "hive",
          "What is escaped in the names of directories: hive, what Hive escapes; exact, the same, and the empty text has a"
              + " directory other than null's; least, only what could lead out of the directory.",
          "least");
  public static final Setting<String> DIRECTORY_DELIMITER =
      Setting.of(
          "directory.delimiter",
          Kind.TEXT,
          "/",
          "What stands between directories, and before the names of files. With anything but a slash all files are"
              + " in one folder, and their names begin with what would be directories.",
          "_");
  public static final Setting<String> NAME_DELIMITER =
      Setting.of(
          "file.name.delimiter",
          new Kind<>("text without a slash", LakeSettings::delimiter, List.of()),
          "+",
          "What stands between topic, Kafka partition and offset in the names of files.",
          "-");
  public static final Setting<Long> NAME_DIGITS =
      Setting.of(
          "file.name.digits",
          Kind.COUNT,
          "10",
          "Digits to which offsets in the names of files are filled up with zeros.",
          "20");
  public static final Setting<Boolean> NAME_LAST =
      Setting.of(
          "file.name.last.offset",
          Kind.FLAG,
          "true",
          "Whether names of files end in the offset of the last row, beside that of the first.",
          "false");
  public static final Setting<TableFormat> TABLE_FORMAT =
      Setting.of(
          "table.format",
          Kind.choice(TableFormat.class),
          "files",
          "What the table's files are to readers: files, every file in the folder; iceberg, a table of Apache Iceberg"
              + " with its metadata below the location, whose snapshots add the files of whole commits.",
          "iceberg");
  public static final Setting<Duration> SNAPSHOTS =
      Setting.of(
          "table.snapshots",
          Kind.DURATION,
          "1d",
          "Age after which a snapshot of a table of Iceberg is dropped from its metadata, which every commit writes anew; rows"
              + " stay. The table's own property history.expire.max-snapshot-age-ms goes before it.",
          "7d");
  public static final SettingGroup GROUP =
      new SettingGroup(
          "Lake table",
          "A table of files in the lake.",
          List.of(
              TABLE,
              LOCATION,
              TABLE_FORMAT,
              SNAPSHOTS,
              PARTITION,
              ROTATE_RECORDS,
              ROTATE_BYTES,
              ROTATE_INTERVAL,
              ROTATE_PARTITION_RECORDS,
              ROTATE_RECORD_TIME,
              ROTATE_IDLE,
              ROTATE_SCHEDULE,
              ROTATE_ON_CHANGE,
              ROTATE_FILES,
              TIME_ZONE,
              LOCALE,
              PARTITION_NULL,
              PARTITION_ESCAPING,
              DIRECTORY_DELIMITER,
              NAME_DELIMITER,
              NAME_DIGITS,
              NAME_LAST));

  private LakeSettings() {}

  /** How the table is partitioned. */
  public static PartitionSpec partition(Settings settings) {
    return PartitionSpec.of(settings.get(PARTITION), style(settings));
  }

  /**
   * How a table of Iceberg is partitioned.
   *
   * @throws RefusedException if Iceberg has no such partitions
   */
  public static TablePartitions tablePartitions(Settings settings) {
    return new TablePartitions(partition(settings));
  }

  /**
   * Checks that what is asked of a table goes with its format.
   *
   * @throws RefusedException if it does not
   */
  public static void checkTable(Settings settings) {
    if (settings.get(TABLE_FORMAT) != TableFormat.ICEBERG) {
      return;
    }
    if (settings.get(FormatSettings.FORMAT) != Format.PARQUET) {
      throw new RefusedException(
          "files of a table of Iceberg are of format parquet here; leave format out, or table.format");
    }
    if (settings.find(BesideSettings.KEYS).isPresent()
        || settings.find(BesideSettings.HEADERS).isPresent()) {
      throw new RefusedException(
          "a table of Iceberg has no files of keys or headers beside its own; use columns.kafka for them");
    }
    if (settings.get(FormatSettings.LISTS) != FormatSettings.Lists.THREE_LEVEL) {
      throw new RefusedException(
          "lists in files of a table of Iceberg have three levels; leave parquet.lists out");
    }
    tablePartitions(settings);
  }

  private static PartitionSpec.Style style(Settings settings) {
    return new PartitionSpec.Style(
        settings.get(TIME_ZONE),
        settings.get(LOCALE),
        settings.get(PARTITION_NULL),
        escaping(settings),
        settings.get(DIRECTORY_DELIMITER));
  }

  /**
   * A file of a table of Iceberg is passed over by its partition, so that no value may share
   * another's.
   */
  private static Escaping escaping(Settings settings) {
    Escaping asked = settings.get(PARTITION_ESCAPING);
    boolean exact = asked == Escaping.HIVE && settings.get(TABLE_FORMAT) == TableFormat.ICEBERG;
    return exact ? Escaping.EXACT : asked;
  }

  /** Which directory a record belongs to, and what does not go together. */
  public static Router router(Settings settings, WireFormat wire, InstantSource clock) {
    String table = settings.get(TABLE);
    Router fields = partition(settings).router(table, wire, clock);
    Router few =
        settings.find(ROTATE_FILES).map(most -> (Router) new FewFiles(fields, most)).orElse(fields);
    return tombstones(settings)
        .map(spec -> (Router) new Tombstones(few, spec.router(table, wire, clock)))
        .orElse(few);
  }

  /** Where records without a value are, if anywhere: in their topic's directory, if it has one. */
  private static Optional<PartitionSpec> tombstones(Settings settings) {
    return settings
        .find(BesideSettings.TOMBSTONES)
        .map(
            directory ->
                Stream.concat(
                        settings.get(PARTITION).stream()
                            .takeWhile(item -> item.matches("topic|text\\(.*\\)")),
                        Stream.of("text(" + directory + ")"))
                    .toList())
        .map(items -> PartitionSpec.of(items, style(settings)));
  }

  /** How files are called. */
  public static Naming naming(Settings settings) {
    Naming usual = usualNaming(settings);
    return tombstones(settings)
        .map(spec -> usual.andIn(spec.directories().pattern()))
        .orElse(usual);
  }

  private static Naming usualNaming(Settings settings) {
    return new Naming(
        partition(settings).directories(),
        settings.get(DIRECTORY_DELIMITER),
        settings.get(NAME_DELIMITER),
        Math.toIntExact(settings.get(NAME_DIGITS)),
        settings.get(NAME_LAST));
  }

  private static long atLeastOne(String text) {
    long number = Kind.COUNT.parser().parse(text);
    if (number < 1) {
      throw new IllegalArgumentException("must be at least 1 but was '" + text + "'");
    }
    return number;
  }

  private static String directory(String text) {
    if (text.isEmpty() || text.contains("/") || text.matches("\\.+")) {
      throw new IllegalArgumentException("must name one directory but was '" + text + "'");
    }
    return text;
  }

  private static String delimiter(String text) {
    if (text.isEmpty() || text.contains("/")) {
      throw new IllegalArgumentException("must be a text without a slash but was '" + text + "'");
    }
    return text;
  }

  /** When files are closed. */
  public static Limits limits(Settings settings) {
    Closing closing =
        new Closing(
            settings.get(ROTATE_INTERVAL),
            settings.find(ROTATE_PARTITION_RECORDS).orElse(Long.MAX_VALUE),
            settings.find(ROTATE_RECORD_TIME),
            settings.find(ROTATE_IDLE),
            settings
                .find(ROTATE_SCHEDULE)
                .map(every -> new Schedule(every, settings.get(TIME_ZONE))),
            settings.get(ROTATE_ON_CHANGE));
    return new Limits(settings.get(ROTATE_RECORDS), settings.get(ROTATE_BYTES), closing, false);
  }
}
