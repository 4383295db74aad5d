// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers the mistakes of one file, so that they can be told at once. */
final class Mistakes {
  private final String file;
  private final List<Mistake> found = new ArrayList<>();

  Mistakes(String file) {
    this.file = file;
  }

  void add(Position at, String setting, String what, String why, String now) {
    add(at, new Problem(setting, what, why, now));
  }

  void add(Position at, Problem problem) {
    found.add(new Mistake(file, at.line(), at.column(), problem));
  }

  /** All mistakes, in the order of the file. */
  List<Mistake> inOrder() {
    return found.stream()
        .sorted(Comparator.comparing(m -> new Position(m.line(), m.column())))
        .toList();
  }
}
