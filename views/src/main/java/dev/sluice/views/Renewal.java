// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;

/**
 * How the next table of a view is made beside the one that is kept: filled as a whole, while who
 * changes its tables notes the keys that it touches; those are computed anew afterwards, until none
 * is left.
 *
 * @param ddl makes it, empty, and the table of notes
 * @param fill fills it from the tables that the view reads
 * @param noteBefore run when the stage is complete and the base has not changed yet
 * @param noteAfter run when the base has changed
 * @param round computes the keys anew that have been noted, and forgets the notes
 * @param end drops the table of notes
 */
public record Renewal(
    List<String> ddl,
    List<String> fill,
    List<String> noteBefore,
    List<String> noteAfter,
    List<String> round,
    List<String> end) {
  public Renewal {
    ddl = List.copyOf(ddl);
    fill = List.copyOf(fill);
    noteBefore = List.copyOf(noteBefore);
    noteAfter = List.copyOf(noteAfter);
    round = List.copyOf(round);
    end = List.copyOf(end);
  }

  /** The table that keys are noted in. */
  public static String notes(String table) {
    return table + "_keys";
  }
}
