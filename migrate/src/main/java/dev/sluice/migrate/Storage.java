// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.Rule.becomes;
import static dev.sluice.migrate.Rule.noted;
import static dev.sluice.migrate.Rule.readWith;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.migrate.Peer.PeerGroup;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

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
          Kind.TEXT,
          "NONE",
          "Which schemas may share a file: NONE, BACKWARD, FORWARD or FULL.",
          "BACKWARD");
  static final Setting<String> TOPICS_DIR =
      Setting.of(
          "topics.dir", Kind.TEXT, "topics", "Folder that the topics' folders are in.", "raw");
  static final Setting<String> DIRECTORY_DELIMITER =
      Setting.of("directory.delim", Kind.TEXT, "/", "What separates directories.", "/");
  static final Setting<String> FILE_DELIMITER =
      Setting.of("file.delim", Kind.TEXT, "+", "What separates the parts of a file's name.", "-");

  private Storage() {}

  /** Where a connector's folders are. */
  interface Place {
    /** The URL of a folder, or for the empty text of the bucket or container itself. */
    String location(Translation to, String folder);

    /** Folders in what a URL names. */
    static Place in(Function<Translation, String> root) {
      return (to, folder) -> root.apply(to) + (folder.isEmpty() ? "" : "/" + folder);
    }
  }

  /** When files are closed. */
  static List<PeerProperty> rotation() {
    return List.of(
        new PeerProperty(FLUSH_SIZE, Storage::flushSize),
        new PeerProperty(ROTATE_INTERVAL, Storage::interval),
        new PeerProperty(ROTATE_SCHEDULE, Storage::schedule),
        new PeerProperty(ROTATE_ON_CHANGE, readWith(ROTATE_INTERVAL)),
        new PeerProperty(SCHEMA_COMPATIBILITY, Storage::compatibility),
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

  /** An unknown word counts for NONE there. */
  private static void compatibility(Setting<?> setting, Translation to) {
    String change =
        switch (to.text(setting).toUpperCase(Locale.ROOT)) {
          case "BACKWARD", "FULL" -> "newer";
          case "FORWARD" -> "older";
          default -> "any";
        };
    to.set("rotate.on.schema.change", change);
    String sentence =
        "files are closed where the schema is "
            + (change.equals("any") ? "another" : change)
            + "; with rotate.on.schema.change=never beside it records of all schemas share files, with the columns of all";
    if (to.isGiven(setting)) {
      to.kept(setting, sentence);
    } else {
      to.noted(setting, "is left out: " + sentence);
    }
  }

  /**
   * Where files are.
   *
   * @param storageClass the connector's own
   * @param packages what names of such classes begin with
   * @param place where a folder is
   */
  static PeerGroup places(String storageClass, String packages, Place place) {
    Setting<String> storage =
        Setting.of("storage.class", Kind.TEXT, storageClass, "The kind of store.", storageClass);
    return new PeerGroup(
        "Storage",
        "Where files are, and how they are called.",
        List.of(
            new PeerProperty(storage, (setting, to) -> storage(setting, packages, to)),
            new PeerProperty(TOPICS_DIR, (setting, to) -> topicsDir(setting, place, to)),
            new PeerProperty(DIRECTORY_DELIMITER, Storage::directoryDelimiter),
            new PeerProperty(FILE_DELIMITER, Storage::fileDelimiter)));
  }

  private static void storage(Setting<?> setting, String packages, Translation to) {
    if (!to.text(setting).startsWith(packages)) {
      to.refused(
          setting,
          "names a store that this connector does not write to; it must be " + setting.example());
    } else if (to.isGiven(setting)) {
      to.kept(setting, "as it is here");
    }
  }

  private static void topicsDir(Setting<?> setting, Place place, Translation to) {
    String folder = to.text(setting).strip();
    to.set("location", place.location(to, isFlat(to) ? "" : folder));
    to.set("file.name.last.offset", "false");
    to.set("partition.escaping", "least");
    if (isFlat(to) && folder.matches(".*[/(),].*")) {
      to.refused(setting, "cannot have slashes, commas or parentheses with this directory.delim");
    } else if (to.isGiven(setting)) {
      to.kept(setting, "becomes part of location");
    }
  }

  /** Whether directories are only what names begin with. */
  static boolean isFlat(Translation to) {
    return !to.text(DIRECTORY_DELIMITER).equals("/");
  }

  private static void directoryDelimiter(Setting<?> setting, Translation to) {
    String delimiter = to.text(setting);
    if (isFlat(to) && delimiter.contains("/")) {
      to.refused(setting, "must be a slash, or a text without one");
      return;
    }
    to.set("directory.delimiter", delimiter);
    if (to.isGiven(setting)) {
      to.kept(setting, "becomes directory.delimiter");
    }
  }

  private static void fileDelimiter(Setting<?> setting, Translation to) {
    String delimiter = to.text(setting);
    if (delimiter.isEmpty() || delimiter.contains("/")) {
      to.refused(
          setting,
          "must be a text without a slash: names would not tell where topics and numbers end");
      return;
    }
    to.set("file.name.delimiter", delimiter);
    if (to.isGiven(setting)) {
      to.kept(setting, "becomes file.name.delimiter");
    }
  }

  /** What files of connectors of earlier years still have. */
  static PeerGroup older() {
    Rule unused = Rule.leftOver("was a property of older versions, and has no effect");
    return new PeerGroup(
        "Older versions",
        "Properties that are gone; accepted with a warning.",
        Stream.of(
                "schema.generator.class",
                "schema.cache.size",
                "append.late.data",
                "partition.field",
                "record.field")
            .map(name -> PeerProperty.text(name, "", "Of older versions.", unused))
            .toList());
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
                noted(
                    "has no effect, there as here: no tables are made in Hive; make an external one over the"
                        + " folders")),
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
