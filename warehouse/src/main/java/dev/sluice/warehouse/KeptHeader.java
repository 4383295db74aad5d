// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Problem;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.views.Finality;
import dev.sluice.views.HeaderLine;
import dev.sluice.views.SqlText;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the comments at the top of a view's file say of how it is kept in the warehouse. */
public final class KeptHeader {
  public static final Setting<Duration> REFRESH =
      Setting.optional(
          "refresh",
          Kind.DURATION,
          "How often the view is computed as a whole, in a transaction of its own; its SELECT may"
              + " then be any. Without this line it is kept in the transactions that land rows.",
          "5m");
  public static final Setting<String> FINAL =
      Setting.optional(
          Finality.HEADER,
          Kind.TEXT,
          "A group key that is the topic's event time rounded down. The view gets a column is_final,"
              + " which is true once the watermark, less the grace of late rows, has passed the"
              + " group's time.",
          "hour");
  public static final SettingGroup GROUP =
      new SettingGroup(
          "How a view is kept",
          "Comments at the top of a view's file, one per line: -- name: value.",
          List.of(REFRESH, FINAL));

  private KeptHeader() {}

  /**
   * How often a view is computed as a whole.
   *
   * @return empty if it is kept in the transactions that land rows
   * @throws ViewRefusal if a line says what cannot be
   */
  public static Optional<Duration> refresh(ViewDefinition view) throws ViewRefusal {
    Map<String, String> values = new HashMap<>();
    Map<String, Integer> places = new HashMap<>();
    for (HeaderLine line : HeaderLine.of(view)) {
      if (GROUP.find(line.name()).isPresent()
          && values.putIfAbsent(line.name(), line.value()) == null) {
        places.put(line.name(), line.at());
      }
    }
    if (!values.containsKey(REFRESH.name())) {
      return Optional.empty();
    }
    SqlText text = new SqlText(view.name(), view.sql());
    List<Problem> problems = GROUP.check(values);
    if (!problems.isEmpty()) {
      Problem first = problems.get(0);
      throw text.refusal(
          places.getOrDefault(first.setting(), 0),
          "-- " + first.what(),
          first.why(),
          first.whatNow());
    }
    if (values.containsKey(FINAL.name())) {
      throw text.refusal(
          places.get(FINAL.name()),
          "-- final",
          "is told in the transactions that land rows, and this view is computed apart from them",
          "leave out one of -- final and -- refresh");
    }
    return new Settings(values).find(REFRESH);
  }

  /** Whether a view is computed as a whole. */
  public static boolean isRefreshed(ViewDefinition view) {
    return HeaderLine.of(view).stream().anyMatch(line -> line.name().equals(REFRESH.name()));
  }
}
