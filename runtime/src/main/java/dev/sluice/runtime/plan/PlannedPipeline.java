// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import java.util.List;

/**
 * What a pipeline file will make and where, for people to read before they start it.
 *
 * @param kafka bootstrap servers, or that it runs inside the process
 * @param registry address of the schema registry, or that it runs inside the process
 */
public record PlannedPipeline(
    String pipeline,
    String kafka,
    String registry,
    String deadLetters,
    List<PlannedFiles> lake,
    List<PlannedTable> warehouse,
    List<PlannedEmission> emitted) {
  public PlannedPipeline {
    emitted = List.copyOf(emitted);
    lake = List.copyOf(lake);
    warehouse = List.copyOf(warehouse);
  }

  /**
   * A view that runs inside Kafka.
   *
   * @param columns of its results
   * @param stations what happens to a record, in sentences; why that is not known yet, or why the
   *     view is refused
   */
  public record PlannedEmission(
      String view, String topic, List<String> columns, List<String> stations) {
    public PlannedEmission {
      columns = List.copyOf(columns);
      stations = List.copyOf(stations);
    }
  }

  /**
   * What moves records into a table.
   *
   * @param connector its name in Kafka Connect, and the name its positions are kept under
   */
  public record Mover(String topic, String connector, long tasks) {}

  /**
   * The columns of a table.
   *
   * @param known where they are known from, or why they are not known yet
   * @param columns {@code order_id: long}, in their order; empty if not known
   */
  public record Columns(String known, List<String> columns) {
    public Columns {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A lake table.
   *
   * @param kind what its files are to readers: files in a folder, or a table
   * @param example path of a file as it will be called
   * @param rows after which a file is closed
   * @param bytes of values after which a file is closed
   * @param visibleAfterMs milliseconds after which everything that waits becomes visible
   */
  public record PlannedFiles(
      String table,
      Mover mover,
      String location,
      String kind,
      String example,
      long rows,
      long bytes,
      long visibleAfterMs,
      Columns columns) {}

  /**
   * A warehouse table.
   *
   * @param address the database's, without secrets
   * @param mode {@code insert}, or {@code upsert by} its key
   * @param ddl what creates it; empty if its columns are not known
   */
  public record PlannedTable(
      String table,
      Mover mover,
      String address,
      String mode,
      String where,
      Columns columns,
      List<String> ddl,
      List<PlannedView> views) {
    public PlannedTable {
      ddl = List.copyOf(ddl);
      views = List.copyOf(views);
    }
  }

  /**
   * A view over a warehouse table.
   *
   * @param mode {@code delta} or {@code touched groups}
   * @param reason why this mode
   */
  public record PlannedView(String view, String mode, String reason, List<String> ddl) {
    public PlannedView {
      ddl = List.copyOf(ddl);
    }
  }
}
