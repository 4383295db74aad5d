// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility;

import dev.sluice.registry.state.Level;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.SchemaText;
import java.util.ArrayList;
import java.util.List;

/** Compares a new schema with earlier versions, by the rules of its language. */
public final class CompatibilityCheck {
  private final Schemas schemas;

  public CompatibilityCheck(Schemas schemas) {
    this.schemas = schemas;
  }

  /**
   * Judges a schema against the earlier versions of its subject.
   *
   * @param earlier in rising order; the level says whether all or only the last one counts
   */
  public Verdict against(List<Registered> earlier, SchemaText next, Level level) {
    int from = level.transitive() ? 0 : Math.max(0, earlier.size() - 1);
    return withEach(earlier.subList(from, earlier.size()), next, level);
  }

  /** Judges a schema against every version given; ends at the newest one that it breaks. */
  public Verdict withEach(List<Registered> versions, SchemaText next, Level level) {
    for (int i = versions.size() - 1; i >= 0; i--) {
      List<String> problems = problems(versions.get(i).schema(), next, level);
      if (!problems.isEmpty()) {
        problems.add("{oldSchemaVersion: " + versions.get(i).version() + "}");
        problems.add("{oldSchema: '" + versions.get(i).schema().text() + "'}");
        problems.add("{compatibility: '" + level + "'}");
        return new Verdict(problems);
      }
    }
    return new Verdict(List.of());
  }

  private List<String> problems(SchemaText old, SchemaText fresh, Level level) {
    List<String> problems = new ArrayList<>();
    if (level.backward()) {
      schemas.problems(fresh, "new", old, "old").forEach(one -> problems.add(one.text()));
    }
    if (level.forward()) {
      schemas.problems(old, "old", fresh, "new").forEach(one -> problems.add(one.text()));
    }
    return problems;
  }
}
