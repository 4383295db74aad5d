// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import java.util.ArrayList;
import java.util.List;

/** A connector's state with those of its tasks. */
public record ConnectorStatus(String name, TaskStatus connector, List<TaskStatus> tasks) {
  public ConnectorStatus {
    tasks = List.copyOf(tasks);
  }

  /** The connector first, then its tasks. */
  public List<TaskStatus> all() {
    List<TaskStatus> all = new ArrayList<>();
    all.add(connector);
    all.addAll(tasks);
    return all;
  }

  /** True when the connector and at least one task run, and nothing else than that. */
  public boolean running() {
    return !tasks.isEmpty() && all().stream().allMatch(s -> s.state() == RunState.RUNNING);
  }
}
