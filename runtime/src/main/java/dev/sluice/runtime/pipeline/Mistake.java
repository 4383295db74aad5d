// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Problem;
import java.nio.file.Path;

/**
 * One thing that is wrong in a pipeline file.
 *
 * @param file as the user named it
 * @param line counted from 1
 * @param column counted from 1
 */
public record Mistake(Path file, int line, int column, Problem problem) {
  /** Place and what is wrong, then a line each for why and what now. */
  public String print() {
    return "%s:%d:%d: %s%n    why: %s%n    now: %s"
        .formatted(file, line, column, problem.what(), problem.why(), problem.whatNow());
  }
}
