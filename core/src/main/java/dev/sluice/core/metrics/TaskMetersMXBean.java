// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.metrics;

/** What one sink task has done; read over JMX as {@code sluice:type=task,connector=…,task=…}. */
public interface TaskMetersMXBean {
  /** Records taken from Kafka. */
  long getRecordsTotal();

  /** Bytes of their values. */
  long getBytesTotal();

  /** Rows made visible. */
  long getRowsTotal();

  /** Files, or load images, made visible. */
  long getFilesTotal();

  long getCommitsTotal();

  /** Records sent to the dead letters and passed by a commit. */
  long getRejectsTotal();

  /** Rows that came too late and were not taken. */
  long getLateTotal();

  /** Bytes waiting in the worker's memory budget. */
  long getBufferedBytes();

  long getBudgetBytes();

  /** Age of the oldest record that is not yet visible; 0 when none waits. */
  long getFreshnessMs();

  /** Time spent decoding and encoding. */
  long getEncodeNanosTotal();

  /** Time spent making commits visible. */
  long getCommitNanosTotal();

  /** 1 while the task waits for the outside world. */
  int getWaiting();

  /** What it waits for, in a sentence; empty when it does not. */
  String getWaitingFor();
}
