// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.util.List;

/**
 * What is to happen to which table.
 *
 * @param pipeline name under which positions are kept
 * @param key fields that make a row unique; empty in mode insert
 * @param where SQL condition that a row must meet; empty for all rows
 * @param deletes what becomes of deletes in mode upsert
 * @param conflicts what becomes of values whose type is not that of their column
 * @param lateness what becomes of rows that come late
 * @param kafka columns of what Kafka says of a record
 */
public record TableTarget(
    String pipeline,
    TableName table,
    Mode mode,
    List<String> key,
    String where,
    Deletes deletes,
    Conflicts conflicts,
    Lateness lateness,
    KafkaColumns kafka) {
  /** What the names of columns of Kafka's begin with. */
  static final String KAFKA_PREFIX = "_kafka_";

  public TableTarget {
    key = List.copyOf(key);
    if (mode == Mode.INSERT && deletes == Deletes.APPLY) {
      throw new RefusedException(
          "Table "
              + table
              + " has mode insert and deletes apply, but without a key no row could be found: set"
              + " mode to upsert and key to the fields that make a row unique, or deletes to reject"
              + " or ignore");
    }
    if (mode == Mode.UPSERT && key.isEmpty()) {
      throw new RefusedException(
          "Table "
              + table
              + " has mode upsert and no key, so no row could be found again: set key to the fields"
              + " that make a row unique, or mode to insert");
    }
  }

  /** A target with the usual policies. */
  public TableTarget(String pipeline, TableName table, Mode mode, List<String> key, String where) {
    this(pipeline, table, mode, key, where, Deletes.REJECT, Conflicts.WIDEN);
  }

  /** A table whose rows have no event time. */
  public TableTarget(
      String pipeline,
      TableName table,
      Mode mode,
      List<String> key,
      String where,
      Deletes deletes,
      Conflicts conflicts) {
    this(pipeline, table, mode, key, where, deletes, conflicts, Lateness.NONE);
  }

  /** A table without columns of Kafka's. */
  public TableTarget(
      String pipeline,
      TableName table,
      Mode mode,
      List<String> key,
      String where,
      Deletes deletes,
      Conflicts conflicts,
      Lateness lateness) {
    this(pipeline, table, mode, key, where, deletes, conflicts, lateness, KafkaColumns.NONE);
  }

  /** The target that the settings name. */
  public static TableTarget of(String pipeline, Settings settings, Conflicts conflicts) {
    return new TableTarget(
        pipeline,
        TableName.parse(settings.get(WarehouseSettings.TABLE)),
        settings.get(WarehouseSettings.MODE),
        settings.get(WarehouseSettings.KEY),
        settings.get(WarehouseSettings.WHERE),
        settings.get(WarehouseSettings.DELETES),
        conflicts,
        Lateness.of(settings),
        new KafkaColumns(KAFKA_PREFIX, settings.get(WarehouseSettings.KAFKA)));
  }

  /** Whether records delete rows. */
  boolean deleting() {
    return upsert() && deletes == Deletes.APPLY;
  }

  boolean upsert() {
    return mode == Mode.UPSERT;
  }

  /** The key's columns as the table names them. */
  List<String> keyIn(TableShape shape) {
    return key.stream().map(field -> shape.find(field).orElseThrow().name()).toList();
  }
}
