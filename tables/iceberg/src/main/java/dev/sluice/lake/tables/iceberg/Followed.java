// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.record.TopicPartition;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.TableMetadata;

/**
 * How far a table has followed the manifests of a topic-partition, as one of its properties says.
 *
 * @param manifest number of the last one whose files are listed; 0 for none
 * @param position first offset that is not in these files; -1 for none
 */
record Followed(long manifest, long position) {
  private static final String PREFIX = "sluice.followed.";
  private static final Followed NOTHING = new Followed(0, -1);

  /** {@code sluice.followed.shop-lake-orders.orders-3}. */
  static String property(String pipeline, TopicPartition source) {
    return PREFIX + pipeline + "." + source.topic() + "-" + source.partition();
  }

  /**
   * @param table null if there is none yet
   */
  static Followed of(TableMetadata table, String pipeline, TopicPartition source) {
    String text = table == null ? null : table.properties().get(property(pipeline, source));
    return text == null ? NOTHING : parse(text);
  }

  private static Followed parse(String text) {
    int at = text.indexOf('@');
    return new Followed(
        Long.parseLong(text.substring(0, at)), Long.parseLong(text.substring(at + 1)));
  }

  /** First offsets that are not in a table's files, by Kafka partition. */
  static Map<Integer, Long> positions(TableMetadata table, String pipeline) {
    String prefix = PREFIX + pipeline + ".";
    Map<Integer, Long> positions = new TreeMap<>();
    table
        .properties()
        .forEach(
            (property, text) -> {
              if (property.startsWith(prefix)) {
                positions.put(
                    Integer.parseInt(property.substring(property.lastIndexOf('-') + 1)),
                    parse(text).position());
              }
            });
    return positions;
  }

  @Override
  public String toString() {
    return manifest + "@" + position;
  }
}
