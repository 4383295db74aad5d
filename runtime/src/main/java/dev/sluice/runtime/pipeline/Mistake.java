// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Problem;

/**
 * One mistake in a pipeline file.
 *
 * @param line counted from 1
 * @param column counted from 1
 */
public record Mistake(String file, int line, int column, Problem problem) {
  /** The mistake as people read it: where and what, why, what now. */
  public String text() {
    return file
        + ":"
        + line
        + ":"
        + column
        + ": "
        + problem.what()
        + "\n    why: "
        + problem.why()
        + "\n    now: "
        + problem.whatNow();
  }
}
