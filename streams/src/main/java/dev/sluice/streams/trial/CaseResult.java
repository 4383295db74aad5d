// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.trial;

import java.util.List;

/**
 * What became of a case.
 *
 * @param differences in lines: {@code - } expected and not there, {@code + } there and not
 *     expected; empty if it passed
 */
public record CaseResult(
    String file, int line, String name, double millis, List<String> differences) {
  public CaseResult {
    differences = List.copyOf(differences);
  }

  public boolean passed() {
    return differences.isEmpty();
  }
}
