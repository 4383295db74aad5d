// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.KafkaColumns.Part;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.warehouse.Deletes;
import dev.sluice.warehouse.Mode;
import dev.sluice.warehouse.WarehouseSettings;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the rows of a lake table have to tell, so that a table can be made of them as it was made of
 * the records.
 *
 * @param lake the lake table's name
 * @param settings of the connector that fills the table
 */
record RowNeeds(String lake, Settings settings) {
  /** What a commit may take of the memory there is. */
  private static final int SHARE_OF_MEMORY = 4;

  /** What is known of each row without a column for it. */
  private static final Set<Part> KNOWN = EnumSet.of(Part.TOPIC, Part.PARTITION);

  /** What files can tell; keys, values and headers are of no use in rows. */
  private static final Set<Part> TOLD = EnumSet.of(Part.OFFSET, Part.TIMESTAMP);

  private boolean upsert() {
    return settings.get(WarehouseSettings.MODE) == Mode.UPSERT;
  }

  /** In a lake, a change event that deletes a row is one, with the state before. */
  void requireRows() {
    boolean events = settings.get(DecoderSettings.ENVELOPE) == Unwrapping.Envelope.DEBEZIUM;
    if (events && upsert()) {
      throw new RefusedException(
          "Lake table "
              + lake
              + " holds the rows of change events, and not which of them delete the row of their"
              + " key: a replay in mode upsert needs a lake table of the topic with format: raw");
    }
  }

  /** A record without a value is no row, and may have deleted one. */
  void requireNoDeletes(Receipt commit) {
    boolean deleting = upsert() && settings.get(WarehouseSettings.DELETES) == Deletes.APPLY;
    long without = commit.range().rejected() + commit.range().ignored();
    if (deleting && without > 0) {
      throw new RefusedException(
          without
              + " records of offsets "
              + described(commit.range())
              + " are no rows of lake table "
              + lake
              + ": they may have deleted rows of the table, whose deletes is apply. A replay needs"
              + " a lake table of the topic with format: raw");
    }
  }

  /**
   * A commit's files may hold rows of one key each, of which the last wins; and a table may have
   * columns of what Kafka says of a record.
   *
   * @param has whether the files tell of it
   */
  void requireColumns(Predicate<Part> has, Range range) {
    Set<Part> wanted = EnumSet.noneOf(Part.class);
    wanted.addAll(settings.get(WarehouseSettings.KAFKA));
    if (upsert()) {
      wanted.add(Part.OFFSET);
    }
    wanted.removeAll(KNOWN);
    for (Part part : wanted) {
      if (!TOLD.contains(part) || !has.test(part)) {
        throw new RefusedException(
            "The files of offsets "
                + described(range)
                + " in lake table "
                + lake
                + " do not tell the "
                + part.name().toLowerCase(Locale.ROOT)
                + " of their rows, which table "
                + settings.get(WarehouseSettings.TABLE)
                + " needs: a replay of these offsets needs a lake table of the topic with format:"
                + " raw"
                + (TOLD.contains(part)
                    ? ", or in Parquet with columns.kafka: [offset, timestamp] from the first row"
                        + " on"
                    : ""));
      }
    }
  }

  /**
   * One transaction holds all rows of a commit.
   *
   * @param bytes of the rows, about
   * @param memory of this process, bytes
   */
  void requireMemory(long bytes, long memory, Range range) {
    long most = memory / SHARE_OF_MEMORY;
    if (bytes > most) {
      throw new RefusedException(
          "Offsets "
              + described(range)
              + " are one commit of lake table "
              + lake
              + " with "
              + (bytes >> 20)
              + " MiB of rows, and one transaction takes at most a quarter of this process's memory,"
              + " "
              + (most >> 20)
              + " MiB: give the process more, or replay from a lake table with format: raw");
    }
  }

  private static String described(Range range) {
    return range.from() + " to " + (range.to() - 1) + " of " + range.partition();
  }
}
