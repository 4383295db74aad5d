// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import java.util.List;

/** What {@link ConnectClient#apply} did: the names made or changed, and those left alone. */
public record Applied(List<String> changed, List<String> unchanged) {
  public Applied {
    changed = List.copyOf(changed);
    unchanged = List.copyOf(unchanged);
  }
}
