// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.commit;

import java.util.List;

/**
 * What is to become visible in one instant: ranges of the source, and the staged rows that hold
 * every record of these ranges that was not rejected.
 */
public record Commit<S extends Staged>(List<Range> ranges, List<S> staged) {
  public Commit {
    ranges = List.copyOf(ranges);
    staged = List.copyOf(staged);
  }
}
