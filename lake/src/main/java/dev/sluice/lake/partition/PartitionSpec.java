// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.route.Router;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.settings.Kind;
import dev.sluice.core.shred.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a table is partitioned.
 *
 * @param parts from the outermost directory to the innermost; none for an unpartitioned table
 * @param separator between directories
 */
public record PartitionSpec(List<Part> parts, String separator) {
  /** What Hive calls the directory of rows without a value. */
  public static final String HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

  private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\)");
  private static final Pattern FIELD = Pattern.compile("[^(),/\\s]+");

  /**
   * How directories are spelled.
   *
   * @param zone of patterns
   * @param locale of names in patterns
   * @param forNull what stands for null
   * @param separator between directories
   */
  public record Style(
      ZoneId zone, Locale locale, String forNull, Escaping escaping, String separator) {
    /** As Hive and Iceberg spell them. */
    public static final Style HIVE = new Style(ZoneOffset.UTC, Locale.ROOT, HIVE_NULL);

    public Style(ZoneId zone, Locale locale, String forNull) {
      this(zone, locale, forNull, Escaping.HIVE, "/");
    }
  }

  public PartitionSpec {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a partition as users write it.
   *
   * @param items fields; transforms such as {@code day(ordered_at)}; {@code default} for a
   *     directory per Kafka partition; {@code topic} for one per topic; {@code schema} for one per
   *     name of a schema; {@code text(raw)} for one that is always the same
   * @throws RefusedException if an item is none of these
   */
  public static PartitionSpec of(List<String> items, Style style) {
    return new PartitionSpec(
        items.stream().map(item -> part(item.trim(), style).spelled(style)).toList(),
        style.separator());
  }

  private static Part part(String item, Style style) {
    if (item.equals("default")) {
      return new Part("_kafka_partition", "partition", new Identity());
    }
    if (item.equals("topic")) {
      return new Part("_kafka_topic", "", new Identity());
    }
    if (item.equals("schema")) {
      return new Part("_schema", "schema_name", new Identity());
    }
    Matcher call = CALL.matcher(item);
    if (call.matches()) {
      List<String> arguments = Arrays.stream(call.group(2).split(",")).map(String::trim).toList();
      return transformed(item, call.group(1).toLowerCase(Locale.ROOT), arguments, style);
    }
    return Part.named(field(item, item), new Identity());
  }

  private static Part transformed(
      String item, String transform, List<String> arguments, Style style) {
    int count = arguments.size();
    if (transform.equals("text") && count == 1) {
      return new Part("_kafka_partition", "", constant(item, arguments.get(0)));
    }
    if (count == 1) {
      TimeUnit unit = TimeUnit.named(transform).orElseThrow(() -> refused(item));
      return Part.named(field(item, arguments.get(0)), unit);
    }
    if (transform.equals("pattern") && count <= 3) {
      return new Part(field(item, arguments.get(1)), "", pattern(item, arguments, style));
    }
    if (count != 2) {
      throw refused(item);
    }
    String field = field(item, arguments.get(1));
    return switch (transform) {
      case "bucket" -> Part.named(field, new Bucket(number(item, arguments.get(0))));
      case "truncate" -> Part.named(field, new Truncate(number(item, arguments.get(0))));
      default -> throw refused(item);
    };
  }

  private static TimePattern pattern(String item, List<String> arguments, Style style) {
    try {
      Optional<Duration> every =
          arguments.stream().skip(2).findFirst().map(text -> Kind.DURATION.parser().parse(text));
      TimePattern pattern = TimePattern.of(arguments.get(0), style, every);
      String example = pattern.example(Instant.EPOCH);
      if (Arrays.stream(example.split("/", -1))
          .anyMatch(name -> name.isEmpty() || name.matches("\\.+"))) {
        throw new IllegalArgumentException("it makes the directories '" + example + "'");
      }
      return pattern;
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          "partition '"
              + item
              + "' has no usable pattern ("
              + e.getMessage()
              + "); write for example pattern(yyyy/MM/dd/HH, ordered_at)",
          e);
    }
  }

  private static String field(String item, String name) {
    if (!FIELD.matcher(name).matches()) {
      throw refused(item);
    }
    return name;
  }

  private static Constant constant(String item, String text) {
    if (text.isEmpty() || text.contains("/")) {
      throw refused(item);
    }
    return new Constant(text);
  }

  private static int number(String item, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, together with numbers that are too small
    }
    throw refused(item);
  }

  private static RefusedException refused(String item) {
    return new RefusedException(
        "partition '"
            + item
            + "' is neither a field, nor hour(), day(), month() or year() of one, nor bucket(16, field),"
            + " truncate(3, field), pattern(yyyy/MM/dd, field), text(raw), topic, schema or default; write for example"
            + " day(ordered_at)");
  }

  /**
   * Routes records of a topic.
   *
   * @param clock what {@code _now} is read from
   */
  public Router router(String table, WireFormat wire, InstantSource clock) {
    if (parts.isEmpty()) {
      TablePartition whole = new TablePartition(table, "");
      return record -> whole;
    }
    return new Partitioning(table, this, wire, clock);
  }

  /** The fields of records that directories are named after. */
  public List<String> fields() {
    return parts.stream()
        .map(Part::field)
        .filter(field -> Attribute.named(field).isEmpty())
        .distinct()
        .toList();
  }

  /** The directory of a row of {@code at}, with other fields' values left open. */
  public String example(Instant at) {
    return parts.stream().map(part -> part.example(at)).collect(Collectors.joining(separator));
  }

  /** Matches every directory that rows can be in, relative to the table's location. */
  public Pattern directories() {
    return Pattern.compile(
        parts.stream().map(Part::shape).collect(Collectors.joining(Pattern.quote(separator))));
  }
}
