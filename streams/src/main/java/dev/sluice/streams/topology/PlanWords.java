// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.streams.sql.EmitHeader;
import dev.sluice.streams.sql.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A topology told in sentences, for people to read before it runs. */
public final class PlanWords {
  private final StreamPlan plan;

  private PlanWords(StreamPlan plan) {
    this.plan = plan;
  }

  /** One sentence per station, in the order in which records pass them. */
  public static List<String> of(StreamPlan plan) {
    return new PlanWords(plan).words();
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    words.add("reads topic " + plan.stream().topic());
    plan.table().ifPresent(table -> words.add(join(table)));
    plan.query().where().ifPresent(where -> words.add("keeps rows where " + plan.textOf(where)));
    if (plan.query().isGrouped()) {
      words.add(
          Partials.suit(plan)
              ? "adds up between two commits what a partition has of a group, and sends that to the"
                  + " group's partition, by "
                  + names(true)
              : "sends each row's share to its group's partition, by " + names(true));
      words.add("adds up " + names(false) + " per group" + window());
      words.add(closing());
    }
    words.add(emission());
    return words;
  }

  private String join(SourceTable table) {
    boolean outer = plan.query().join().orElseThrow().outer();
    return "looks each row up in topic "
        + table.topic()
        + ", which every process holds whole; rows without a match "
        + (outer ? "stay, with nulls" : "are left out");
  }

  private String names(boolean keys) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < plan.columns().size(); i++) {
      if (plan.isKey(i) == keys) {
        names.add(plan.columns().get(i).name());
      }
    }
    return names.stream().collect(Collectors.joining(", "));
  }

  private String window() {
    return plan.query()
        .window()
        .map(
            window ->
                " in "
                    + window.kind().name().toLowerCase(java.util.Locale.ROOT)
                    + " windows, "
                    + plan.textOf(window.call()))
        .orElse("");
  }

  private String closing() {
    if (!plan.isClosing()) {
      return "keeps all groups: no row is ever too late";
    }
    String session =
        plan.query().window().filter(w -> w.kind() == Window.Kind.SESSION).isPresent()
            ? " (a session ends when its gap has passed)"
            : "";
    return "closes a window "
        + plan.graceMicros() / 1_000_000.0
        + " s after its end, by the newest event time seen"
        + session
        + "; later rows go to the dead letters";
  }

  private String emission() {
    String when =
        !plan.query().isGrouped()
            ? "each row"
            : plan.header().when() == EmitHeader.When.FINAL
                ? "each group once, when its window has closed"
                : "each group that has changed, once per commit";
    return "emits " + when + " to topic " + plan.header().topic() + ", exactly once";
  }
}
