// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.json;

import dev.sluice.registry.compatibility.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects problems. */
final class Findings {
  private final String reader;
  private final String writer;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * @param reader what messages call the reader's schema
   * @param writer what messages call the writer's schema
   */
  Findings(String reader, String writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /** An empty collection of the same names, to try something out. */
  Findings trial() {
    return new Findings(reader, writer);
  }

  boolean none() {
    return problems.isEmpty();
  }

  List<Problem> all() {
    return List.copyOf(problems);
  }

  /**
   * Adds a problem.
   *
   * @param what with {R} and {W} in place of the schemas' names
   */
  void add(String type, String path, String what) {
    problems.add(
        new Problem(
            type,
            "At path '" + path + "' " + what.replace("{R}", reader).replace("{W}", writer),
            ""));
  }
}
