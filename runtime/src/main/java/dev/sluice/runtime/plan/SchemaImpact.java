// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import java.util.List;

/**
 * What a new schema of a topic would do; nothing of it has been done.
 *
 * @param level the level that counts for the topic's subject
 * @param known where the schemas until now are from
 * @param compatibility a verdict for each level
 * @param tables of lake and warehouse
 * @param queries views, and conditions of tables
 * @param contract what the topic's contract says of it; empty without
 * @param replay whether records of all schemas fit into one table
 * @param breaks what will go wrong, each in a sentence; empty if nothing does
 */
public record SchemaImpact(
    String topic,
    String level,
    String known,
    List<Verdict> compatibility,
    List<Table> tables,
    List<Query> queries,
    List<String> contract,
    String replay,
    List<String> breaks) {
  public SchemaImpact {
    compatibility = List.copyOf(compatibility);
    tables = List.copyOf(tables);
    queries = List.copyOf(queries);
    contract = List.copyOf(contract);
    breaks = List.copyOf(breaks);
  }

  /**
   * Whether the schema may follow by one level.
   *
   * @param messages why not
   */
  public record Verdict(String level, boolean compatible, List<String> messages) {
    public Verdict {
      messages = List.copyOf(messages);
    }
  }

  /**
   * A table of the topic.
   *
   * @param destination {@code lake} or {@code warehouse}
   */
  public record Table(String destination, String table, List<Change> changes) {
    public Table {
      changes = List.copyOf(changes);
    }
  }

  /**
   * What becomes of a column.
   *
   * @param effect {@code add}, {@code widen}, {@code keep} or {@code refuse}
   */
  public record Change(String column, String effect, String detail) {}

  /**
   * Something that reads columns.
   *
   * @param name {@code view NAME}, or {@code where of TABLE}
   * @param touched those of the columns it reads that change, and how; empty if none does
   */
  public record Query(String name, List<String> touched) {
    public Query {
      touched = List.copyOf(touched);
    }
  }
}
