// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.Rule.readWith;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.migrate.Peer.PeerGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Confluent's partitioners as partitions. */
final class Partitioners {
  private static final String PACKAGE = "io.confluent.connect.storage.partitioner.";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String DAY = "'year'=YYYY/'month'=MM/'day'=dd";

  static final Setting<String> PARTITIONER =
      Setting.of(
          "partitioner.class",
          Kind.TEXT,
          PACKAGE + "DefaultPartitioner",
          "How records are spread over directories.",
          PACKAGE + "DailyPartitioner");
  static final Setting<List<String>> FIELDS =
      Setting.of(
          "partition.field.name",
          Kinds.FIELD_NAMES,
          "",
          "Fields of the FieldPartitioner; dots lead inside a struct.",
          "country,shop.city");
  static final Setting<Long> DURATION =
      Setting.of(
          "partition.duration.ms",
          Kinds.NUMBER,
          "-1",
          "Milliseconds of a directory of the TimeBasedPartitioner.",
          "3600000");
  static final Setting<String> PATH_FORMAT =
      Setting.of(
          "path.format",
          Kind.TEXT,
          "",
          "Directories of the TimeBasedPartitioner, as a pattern of Joda-Time.",
          DAY);
  static final Setting<String> LOCALE =
      Setting.of("locale", Kind.TEXT, "", "Language of names in directories.", "en");
  static final Setting<String> TIME_ZONE =
      Setting.of("timezone", Storage.ZONE, "", "Time zone of directories.", "UTC");
  static final Setting<String> EXTRACTOR =
      Setting.of(
          "timestamp.extractor",
          Kind.TEXT,
          "Wallclock",
          "Which time: Wallclock, Record, or RecordField.",
          "RecordField");
  static final Setting<String> TIMESTAMP_FIELD =
      Setting.of(
          "timestamp.field", Kind.TEXT, "timestamp", "Field of the RecordField extractor.", "at");

  private static final Map<String, String> EXTRACTED =
      Map.of(
          "wallclock", "_now",
          "record", "_kafka_timestamp",
          "recordfield", "");

  private final Optional<Setting<String>> affix;

  /**
   * @param affix whether the schema's name is a directory, for sinks that can be asked for that
   */
  Partitioners(Optional<Setting<String>> affix) {
    this.affix = affix;
  }

  PeerGroup group() {
    return new PeerGroup(
        "Partitioner",
        "How records are spread over directories.",
        List.of(
            new PeerProperty(PARTITIONER, this::partition),
            new PeerProperty(FIELDS, readWith(PARTITIONER)),
            new PeerProperty(DURATION, readWith(PARTITIONER)),
            new PeerProperty(PATH_FORMAT, readWith(PARTITIONER)),
            new PeerProperty(LOCALE, Partitioners::locale),
            new PeerProperty(TIME_ZONE, Partitioners::zone),
            new PeerProperty(EXTRACTOR, readWith(PARTITIONER)),
            new PeerProperty(TIMESTAMP_FIELD, readWith(PARTITIONER))));
  }

  /** Of {@code io.confluent…HourlyPartitioner} the last word, in small letters. */
  private static String name(Translation to) {
    String name = to.text(PARTITIONER);
    return name.startsWith(PACKAGE)
        ? name.substring(PACKAGE.length()).replace("Partitioner", "").toLowerCase(Locale.ROOT)
        : name;
  }

  static boolean isByTime(Translation to) {
    return List.of("timebased", "hourly", "daily").contains(name(to));
  }

  private void partition(Setting<?> setting, Translation to) {
    to.set("partition.null", "null");
    switch (name(to)) {
      case "default" -> into(to, "default");
      case "field" -> fields(setting, to);
      case "hourly" -> byTime(setting, to, delimited(DAY + "/'hour'=HH", to), HOUR);
      case "daily" -> byTime(setting, to, delimited(DAY, to), Duration.ofDays(1));
      case "timebased" -> timeBased(setting, to);
      default ->
          to.refused(
              setting,
              to.text(setting)
                  + " is code of your own, which is not run here. See whether fields and times together do:"
                  + " partition = topic, country, day(at)");
    }
    if (to.isGiven(setting)) {
      to.kept(setting, "becomes partition");
    }
  }

  /**
   * All directories of a file, the topic's and the schema's too.
   *
   * @param encoded those of the partitioner
   */
  private void into(Translation to, String encoded) {
    List<String> items = new ArrayList<>();
    String folder = to.text(Storage.TOPICS_DIR).strip();
    if (Storage.isFlat(to) && !folder.isEmpty()) {
      items.add("text(" + folder + ")");
    }
    items.add("topic");
    String schema = affix.map(to::value).orElse("NONE");
    if (schema.equals("PREFIX")) {
      items.add("schema");
    }
    items.add(encoded);
    if (schema.equals("SUFFIX")) {
      items.add("schema");
    }
    to.set("partition", String.join(", ", items));
  }

  /** A pattern of Joda-Time whose slashes, each before a quote, are what separates directories. */
  private static String delimited(String joda, Translation to) {
    String delimiter = to.text(Storage.DIRECTORY_DELIMITER).replace("'", "''");
    return Storage.isFlat(to) ? joda.replace("/'", "'" + delimiter) : joda;
  }

  private void fields(Setting<?> setting, Translation to) {
    List<String> fields = to.value(FIELDS);
    if (fields.isEmpty()) {
      to.refused(setting, "needs partition.field.name");
      return;
    }
    into(to, String.join(", ", fields));
    to.noted(
        FIELDS,
        "a slash in a value makes no directory here: it is written %2F, so that no value can lead elsewhere");
  }

  private void timeBased(Setting<?> setting, Translation to) {
    if (to.text(PATH_FORMAT).isEmpty()) {
      to.refused(setting, "needs path.format");
    } else if (to.value(DURATION) <= 0) {
      to.refused(setting, "needs partition.duration.ms above zero");
    } else {
      byTime(setting, to, to.text(PATH_FORMAT), Duration.ofMillis(to.value(DURATION)));
    }
  }

  private void byTime(Setting<?> setting, Translation to, String joda, Duration every) {
    if (to.text(LOCALE).isEmpty() || to.text(TIME_ZONE).isEmpty()) {
      to.refused(setting, "needs locale and timezone");
      return;
    }
    String field = timeField(to);
    if (field.isEmpty()) {
      to.refused(
          EXTRACTOR,
          to.text(EXTRACTOR)
              + " is code of your own, which is not run here; Wallclock, Record and RecordField are known");
      return;
    }
    try {
      String pattern = JodaPattern.toJava(joda);
      if (pattern.matches(".*[,()].*")) {
        throw new IllegalArgumentException("commas and parentheses cannot be part of it");
      }
      into(to, "pattern(" + pattern + ", " + field + ", " + every.toMillis() + "ms)");
    } catch (IllegalArgumentException e) {
      to.refused(PATH_FORMAT, "cannot be translated: " + e.getMessage());
    }
  }

  /** Empty for an extractor that nobody knows. */
  private static String timeField(Translation to) {
    String extractor =
        to.text(EXTRACTOR)
            .replaceFirst("^.*TimeBasedPartitioner\\$", "")
            .replaceFirst("TimestampExtractor$", "")
            .toLowerCase(Locale.ROOT);
    return extractor.equals("recordfield")
        ? to.text(TIMESTAMP_FIELD)
        : EXTRACTED.getOrDefault(extractor, "");
  }

  private static void zone(Setting<?> setting, Translation to) {
    if (to.isGiven(setting) && !to.text(setting).isEmpty()) {
      to.set("time.zone", to.text(setting));
      to.kept(setting, "becomes time.zone");
    } else if (to.isGiven(setting)) {
      to.kept(setting, "empty, as without it");
    }
  }

  /** There only the language counts, whatever follows it. */
  private static void locale(Setting<?> setting, Translation to) {
    if (to.isGiven(setting) && !to.text(setting).isEmpty()) {
      to.set("locale", to.text(setting).split("[-_]", 2)[0]);
      to.kept(setting, "the same here: its language");
    } else if (to.isGiven(setting)) {
      to.kept(setting, "empty, as without it");
    }
  }
}
