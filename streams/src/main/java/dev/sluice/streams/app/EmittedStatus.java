// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.app;

/**
 * A view that is emitted to a topic, as one process sees it.
 *
 * @param state WAITING for columns or the registry, or Kafka Streams' own: REBALANCING, RUNNING,
 *     ...
 * @param rows records read by this process
 * @param rejects records that this process sent to the dead letters
 * @param late of these, rows that came after their window had closed
 * @param unmatched rows without a match in the joined table
 * @param lag records of the topic that are not in the result yet, of all processes
 * @param restored records of state that this process has restored since its tasks came
 * @param toRestore records that it has to restore in all
 * @param waitingFor empty if it waits for nothing
 * @param trouble why a thread has failed last; empty if none has since
 */
public record EmittedStatus(
    String view,
    String topic,
    String state,
    long rows,
    long rejects,
    long late,
    long unmatched,
    long lag,
    long restored,
    long toRestore,
    String waitingFor,
    String trouble) {
  /** The same with its lag. */
  public EmittedStatus withLag(long records) {
    return new EmittedStatus(
        view,
        topic,
        state,
        rows,
        rejects,
        late,
        unmatched,
        records,
        restored,
        toRestore,
        waitingFor,
        trouble);
  }
}
