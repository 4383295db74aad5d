// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.Rule.becomes;
import static dev.sluice.migrate.Rule.noted;
import static dev.sluice.migrate.Rule.only;
import static dev.sluice.migrate.Rule.readWith;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.migrate.Peer.PeerGroup;
import java.util.List;

/**
 * What Confluent's sinks for object stores have in common: when files are closed, where they are,
 * and how they are called. Names, defaults and meanings from their public documentation.
 */
final class Storage {
  private static final String NEVER = "-1";

  static final Setting<Long> FLUSH_SIZE =
      Setting.required(
          "flush.size",
          Kinds.atLeast(1),
          "Records of a Kafka partition after which all of its files are closed.",
          "10000");
  static final Setting<Long> ROTATE_INTERVAL =
      Setting.of(
          "rotate.interval.ms",
          Kinds.NUMBER,
          NEVER,
          "Span of record time, in milliseconds, after which files are closed; -1 for never.",
          "3600000");
  static final Setting<Long> ROTATE_SCHEDULE =
      Setting.of(
          "rotate.schedule.interval.ms",
          Kinds.NUMBER,
          NEVER,
          "Interval on the wall clock, in milliseconds, after which files are closed; -1 for never.",
          "600000");
  static final Setting<Boolean> ROTATE_ON_CHANGE =
      Setting.of(
          "rotate.file.on.partition.change",
          Kind.FLAG,
          "true",
          "With rotate.interval.ms: whether a record for another directory closes the files.",
          "false");
  static final Setting<Long> OFFSET_DIGITS =
      Setting.of(
          "filename.offset.zero.pad.width",
          Kinds.atLeast(0),
          "10",
          "Digits of the offset in names of files.",
          "20");
  static final Setting<String> SCHEMA_COMPATIBILITY =
      Setting.of(
          "schema.compatibility",
          Kinds.word("NONE", "BACKWARD", "FORWARD", "FULL"),
          "NONE",
          "Which schemas may share a file.",
          "BACKWARD");
  static final Setting<String> TOPICS_DIR =
      Setting.of(
          "topics.dir", Kind.TEXT, "topics", "Folder that the topics' folders are in.", "raw");
  static final Setting<String> DIRECTORY_DELIMITER =
      Setting.of("directory.delim", Kind.TEXT, "/", "What separates directories.", "/");
  static final Setting<String> FILE_DELIMITER =
      Setting.of("file.delim", Kind.TEXT, "+", "What separates the parts of a file's name.", "-");

  private Storage() {}

  /** When files are closed. */
  static List<PeerProperty> rotation() {
    return List.of(
        new PeerProperty(FLUSH_SIZE, Storage::flushSize),
        new PeerProperty(ROTATE_INTERVAL, Storage::interval),
        new PeerProperty(ROTATE_SCHEDULE, Storage::schedule),
        new PeerProperty(ROTATE_ON_CHANGE, readWith(ROTATE_INTERVAL)),
        new PeerProperty(
            SCHEMA_COMPATIBILITY,
            noted(
                "records of all versions share a file, with the columns of all; no change of schema closes one")),
        new PeerProperty(OFFSET_DIGITS, becomes("file.name.digits")));
  }

  private static void flushSize(Setting<?> setting, Translation to) {
    to.set("rotate.partition.records", to.text(setting));
    to.set("rotate.records", to.text(setting));
    // Nothing else closes a file there, so nothing else does here unless it is asked for.
    to.set("rotate.bytes", "1048576GiB");
    to.set("rotate.interval", "36500d");
    to.kept(setting, "becomes rotate.partition.records");
  }

  private static void interval(Setting<?> setting, Translation to) {
    long millis = to.value(ROTATE_INTERVAL);
    if (millis > 0 && Partitioners.isByTime(to)) {
      to.set("rotate.record.time", millis + "ms");
      to.set("rotate.on.partition.change", to.text(ROTATE_ON_CHANGE));
      to.kept(setting, "becomes rotate.record.time");
    } else if (millis > 0) {
      to.noted(setting, "has no effect with a partitioner that does not go by time, there as here");
    } else if (to.isGiven(setting)) {
      to.kept(setting, "never, as without it");
    }
  }

  private static void schedule(Setting<?> setting, Translation to) {
    long millis = to.value(ROTATE_SCHEDULE);
    if (millis > 0 && to.text(Partitioners.TIME_ZONE).isEmpty()) {
      to.refused(setting, "needs timezone: from which midnight intervals are counted");
    } else if (millis > 0) {
      to.set("rotate.schedule", millis + "ms");
      to.kept(setting, "becomes rotate.schedule, and loses and doubles nothing here");
    } else if (to.isGiven(setting)) {
      to.kept(setting, "never, as without it");
    }
  }

  /** Where files are. */
  static PeerGroup places(String storageClass) {
    Setting<String> storage =
        Setting.required("storage.class", Kind.TEXT, "The kind of store.", storageClass);
    return new PeerGroup(
        "Storage",
        "Where files are, and how they are called.",
        List.of(
            new PeerProperty(
                storage,
                only(
                    storageClass,
                    "names a store that this connector does not write to; it must be "
                        + storageClass)),
            new PeerProperty(TOPICS_DIR, Storage::topicsDir),
            new PeerProperty(
                DIRECTORY_DELIMITER,
                only(
                    "/",
                    "directories are separated by a slash here; readers of the lake expect it. Leave it out")),
            new PeerProperty(FILE_DELIMITER, becomes("file.name.delimiter"))));
  }

  private static void topicsDir(Setting<?> setting, Translation to) {
    to.set("file.name.last.offset", "false");
    if (to.isGiven(setting)) {
      to.kept(setting, "becomes part of location");
    }
  }

  /**
   * Hive's own, which these sinks' files often carry though only one of them has a use for them.
   */
  static PeerGroup hive() {
    Rule unused = noted("has no effect, there as here: tables are not made in Hive");
    return new PeerGroup(
        "Hive",
        "Tables in Hive's catalogue.",
        List.of(
            new PeerProperty(
                Setting.of(
                    "hive.integration",
                    Kind.FLAG,
                    "false",
                    "Whether to make tables in Hive.",
                    "false"),
                only("false", "no tables are made in Hive; make an external one over the folders")),
            new PeerProperty(text("hive.metastore.uris", "Addresses of the metastore."), unused),
            new PeerProperty(text("hive.conf.dir", "Hive's configuration."), unused),
            new PeerProperty(text("hive.home", "Where Hive is."), unused),
            new PeerProperty(text("hive.database", "The database."), unused)));
  }

  private static Setting<String> text(String name, String doc) {
    return Setting.optional(name, Kind.TEXT, doc, "hive");
  }

  /** A time zone, or an empty text. */
  static final Kind<String> ZONE =
      new Kind<>(
          "a time zone such as Europe/Vienna",
          text -> text.isEmpty() ? text : Kind.ZONE.parser().parse(text).toString(),
          List.of());
}
