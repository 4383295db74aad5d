// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One table of a pipeline, as an operator asks about it.
 *
 * @param destination a lake or a warehouse, in these words
 * @param state the connector's: RUNNING, or the worst of its tasks'
 * @param workers {@code host:port} of the Connect workers that run its tasks
 * @param records records taken, rejected ones included, since the table's beginning
 * @param rows rows visible
 * @param deletes records that took the row of their key away
 * @param ignored records that say nothing of any row
 * @param files files visible; 0 for a warehouse
 * @param rejects records in the dead letters
 * @param late rows that a warehouse kept out because they were late; a part of the records taken
 * @param lag records in Kafka that are not visible yet; offsets where there are many
 * @param freshnessMs age of the oldest record that waits in a task of this process; 0 if none does
 * @param bufferedBytes bytes waiting in this process
 * @param broken by rule of the topic's contract, of those that were broken: how often, in tasks of
 *     this process since they started
 * @param objectives what the contract says of the table as a whole
 * @param waitingFor what a task of this process waits for; empty if for nothing
 * @param trouble why a task has failed; empty if none has
 */
public record TableStatus(
    String destination,
    String table,
    String connector,
    String state,
    List<String> workers,
    long records,
    long rows,
    long deletes,
    long ignored,
    long files,
    long rejects,
    long late,
    long lag,
    long freshnessMs,
    long bufferedBytes,
    Map<String, Long> broken,
    List<ObjectiveStatus> objectives,
    String waitingFor,
    String trouble) {
  public TableStatus {
    workers = List.copyOf(workers);
    broken = Collections.unmodifiableMap(new TreeMap<>(broken));
    objectives = List.copyOf(objectives);
  }
}
