// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.RefusedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;

/**
 * A partition in Iceberg's own words.
 *
 * @param partition whose parts are fields, times cut to a unit, buckets and truncations
 */
public record TablePartitions(PartitionSpec partition) {
  /**
   * @throws RefusedException if Iceberg has no words for a part, or would spell its directories in
   *     another way
   */
  public TablePartitions {
    for (Part part : partition.parts()) {
      boolean known =
          part.transform() instanceof Identity
              || part.transform() instanceof TimeUnit
              || part.transform() instanceof Bucket
              || part.transform() instanceof Truncate;
      if (!known || Attribute.named(part.field()).isPresent() || part.label().isEmpty()) {
        throw new RefusedException(
            "a table of Iceberg is partitioned by fields, hour(), day(), month() or year() of one,"
                + " bucket(16, field) or truncate(3, field), and by nothing else");
      }
      if (part.style().escaping() != Escaping.EXACT
          || !part.style().forNull().equals(PartitionSpec.HIVE_NULL)
          || !partition.separator().equals("/")) {
        throw new RefusedException(
            "directories of a table of Iceberg are spelled as Hive's; leave partition.null,"
                + " partition.escaping and directory.delimiter out");
      }
    }
  }

  /**
   * The partition over a table's columns.
   *
   * @throws RefusedException if a field is no column, or one of a type that has no such partition
   */
  public org.apache.iceberg.PartitionSpec spec(Schema schema) {
    org.apache.iceberg.PartitionSpec.Builder spec =
        org.apache.iceberg.PartitionSpec.builderFor(schema);
    try {
      partition.parts().forEach(part -> add(spec, part));
      return spec.build();
    } catch (IllegalArgumentException | ValidationException e) {
      throw new RefusedException(
          "the table cannot be partitioned by "
              + partition.parts().stream().map(Part::label).collect(Collectors.joining(", "))
              + " in Iceberg ("
              + e.getMessage()
              + "); name fields that records have, of types with such partitions",
          e);
    }
  }

  private static void add(org.apache.iceberg.PartitionSpec.Builder spec, Part part) {
    String field = part.field();
    if (part.transform() instanceof TimeUnit unit) {
      switch (unit) {
        case HOUR -> spec.hour(field, part.label());
        case DAY -> spec.day(field, part.label());
        case MONTH -> spec.month(field, part.label());
        case YEAR -> spec.year(field, part.label());
      }
    } else if (part.transform() instanceof Bucket bucket) {
      spec.bucket(field, bucket.count(), part.label());
    } else if (part.transform() instanceof Truncate truncate) {
      spec.truncate(field, truncate.width(), part.label());
    } else {
      spec.identity(field);
    }
  }

  /**
   * The values of a directory's rows, one for each part.
   *
   * @param directory relative to the table's location
   * @throws RefusedException if it is one of another partition
   */
  public List<Object> values(String directory, org.apache.iceberg.PartitionSpec spec) {
    List<Object> values = new ArrayList<>();
    requireSpelled(directory);
    String[] segments = directory.split("/", -1);
    for (int i = 0; i < partition.parts().size(); i++) {
      String text = segments[i].substring(segments[i].indexOf('=') + 1);
      values.add(
          text.equals(PartitionSpec.HIVE_NULL)
              ? null
              : value(
                  partition.parts().get(i).transform(),
                  URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8),
                  spec.partitionType().fields().get(i).type()));
    }
    return values;
  }

  private void requireSpelled(String directory) {
    List<String> labels =
        directory.isEmpty()
            ? List.of()
            : Arrays.stream(directory.split("/", -1))
                .map(segment -> segment.substring(0, Math.max(0, segment.indexOf('='))))
                .toList();
    if (!labels.equals(partition.parts().stream().map(Part::label).toList())) {
      throw new RefusedException(
          "files in "
              + directory
              + " have been written with another partition than "
              + partition.parts().stream().map(Part::label).toList()
              + "; set partition to what it was, and change it once these files are listed");
    }
  }

  private static Object value(Transform transform, String text, Type type) {
    if (transform instanceof TimeUnit unit) {
      String[] parts = text.split("-", -1);
      int year = Integer.parseInt(parts[0]);
      return switch (unit) {
        case YEAR -> year - 1970;
        case MONTH -> (year - 1970) * 12 + Integer.parseInt(parts[1]) - 1;
        case DAY -> Math.toIntExact(LocalDate.parse(text).toEpochDay());
        case HOUR ->
            Math.toIntExact(
                ChronoUnit.DAYS.between(
                            LocalDate.EPOCH,
                            LocalDate.parse(text.substring(0, text.lastIndexOf('-'))))
                        * 24
                    + Integer.parseInt(parts[3]));
      };
    }
    // The library takes Hive's word for null in any text.
    return type.typeId() == Type.TypeID.STRING ? text : Conversions.fromPartitionString(type, text);
  }
}
