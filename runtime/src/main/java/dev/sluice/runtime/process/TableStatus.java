// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import java.util.List;

/**
 * One table of a pipeline, as an operator asks about it.
 *
 * @param destination {@code lake} or {@code warehouse}
 * @param state the connector's: RUNNING, or the worst of its tasks'
 * @param workers {@code host:port} of the Connect workers that run its tasks
 * @param records records taken, rejected ones included, since the table's beginning
 * @param rows rows visible
 * @param files files visible; 0 for a warehouse
 * @param rejects records in the dead letters
 * @param lag records in Kafka that are not visible yet; offsets where there are many
 * @param freshnessMs age of the oldest record that waits in a task of this process; 0 if none does
 * @param bufferedBytes bytes waiting in this process
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
    long files,
    long rejects,
    long lag,
    long freshnessMs,
    long bufferedBytes,
    String waitingFor,
    String trouble) {
  public TableStatus {
    workers = List.copyOf(workers);
  }
}
