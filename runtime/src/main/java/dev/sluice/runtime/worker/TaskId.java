// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

/** A task of a connector, or the connector itself. */
public record TaskId(String connector, int task) implements Comparable<TaskId> {
  private static final int CONNECTOR = -1;

  public static TaskId connector(String name) {
    return new TaskId(name, CONNECTOR);
  }

  public boolean isConnector() {
    return task == CONNECTOR;
  }

  @Override
  public int compareTo(TaskId other) {
    int names = connector.compareTo(other.connector);
    return names != 0 ? names : Integer.compare(task, other.task);
  }

  /** As people read it: {@code orders-lake} or {@code orders-lake task 0}. */
  @Override
  public String toString() {
    return isConnector() ? connector : connector + " task " + task;
  }
}
