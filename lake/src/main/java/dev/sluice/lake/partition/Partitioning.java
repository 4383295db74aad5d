// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.route.Router;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * ROUTE for the lake: which directory of the table a record belongs to. Looks at the partition's
 * fields only, and keeps the answers of the values seen last, so that the usual record costs no
 * object.
 */
public final class Partitioning implements Router {
  private static final Pattern TRANSFORMED = Pattern.compile("(\\w+)\\((\\w+)\\)");
  private static final Pattern FIELD = Pattern.compile("\\w+");
  private static final int REMEMBERED = 10_000;

  private final String table;
  private final List<PartitionField> fields;
  private final Peek peek;
  private final Map<Key, TablePartition> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, TablePartition> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Key probe;

  private Partitioning(String table, List<PartitionField> fields, Peek peek) {
    this.table = table;
    this.fields = fields;
    this.peek = peek;
    this.probe = new Key(new long[fields.size()], new byte[fields.size()][]);
  }

  /**
   * Reads a partition as users write it.
   *
   * @param items fields and transforms such as {@code day(ordered_at)}; the one item {@code
   *     default} for a directory per Kafka partition; none for an unpartitioned table
   * @throws RefusedException if an item is neither
   */
  public static Router of(String table, List<String> items, WireFormat wire) {
    if (items.isEmpty()) {
      TablePartition whole = new TablePartition(table, "");
      return record -> whole;
    }
    if (items.equals(List.of("default"))) {
      return record -> new TablePartition(table, "partition=" + record.partition().partition());
    }
    List<PartitionField> fields = items.stream().map(Partitioning::field).toList();
    return new Partitioning(
        table, fields, wire.newPeek(fields.stream().map(PartitionField::field).toList()));
  }

  /** The directory of a row of {@code at}, with other fields' values left open. */
  public static String example(List<String> items, Instant at) {
    return items.equals(List.of("default"))
        ? "partition=0"
        : items.stream().map(item -> field(item).example(at)).collect(Collectors.joining("/"));
  }

  private static PartitionField field(String item) {
    Matcher transformed = TRANSFORMED.matcher(item);
    if (transformed.matches()) {
      TimeUnit unit = TimeUnit.named(transformed.group(1)).orElseThrow(() -> refused(item));
      return new PartitionField(transformed.group(2), unit);
    }
    if (FIELD.matcher(item).matches()) {
      return new PartitionField(item, TimeUnit.NONE);
    }
    throw refused(item);
  }

  private static RefusedException refused(String item) {
    return new RefusedException(
        "partition '"
            + item
            + "' is neither a field nor hour(), day(), month() or year() of a field; write for example"
            + " day(ordered_at)");
  }

  @Override
  public TablePartition route(Envelope record) throws MalformedException {
    peek.read(record.value());
    for (int i = 0; i < fields.size(); i++) {
      fields.get(i).bucket(peek, i, probe);
    }
    TablePartition partition = known.get(probe);
    if (partition == null) {
      partition = new TablePartition(table, path());
      known.put(probe.copy(), partition);
    }
    return partition;
  }

  private String path() {
    List<String> segments = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      segments.add(fields.get(i).segment(peek, i, probe));
    }
    return String.join("/", segments);
  }

  /**
   * The buckets of one record: a number each, or the bytes of a text; {@code numbers[i]} is
   * MIN_VALUE for null.
   */
  record Key(long[] numbers, byte[][] texts) {
    static final long NULL = Long.MIN_VALUE;

    Key copy() {
      byte[][] copied = new byte[texts.length][];
      for (int i = 0; i < texts.length; i++) {
        copied[i] = texts[i] == null ? null : texts[i].clone();
      }
      return new Key(numbers.clone(), copied);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Arrays.equals(numbers, key.numbers)
          && Arrays.deepEquals(texts, key.texts);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(numbers) + Arrays.deepHashCode(texts);
    }
  }
}
