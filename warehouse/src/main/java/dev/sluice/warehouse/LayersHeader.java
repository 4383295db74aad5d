// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Problem;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.views.HeaderLine;
import dev.sluice.views.SqlText;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the comments at the top of a view's file say of its layers.
 *
 * @param every how often the batch layer is computed; empty: when asked
 * @param memory that a batch may use, bytes
 * @param lake name of the lake table that batches read; empty: the one of the same topic
 */
public record LayersHeader(Optional<Duration> every, long memory, Optional<String> lake) {
  public static final Setting<List<String>> LAYERS =
      Setting.optional(
          "layers",
          Kind.LIST,
          "batch, speed: what is served is a batch over the lake up to a boundary of offsets, and"
              + " the rows of the warehouse's table behind it. Without this line the view is kept in"
              + " the table's own transactions.",
          "batch, speed");
  public static final Setting<Duration> EVERY =
      Setting.optional(
          "batch every",
          Kind.DURATION,
          "How often the batch layer is computed anew. Left out: when sluice batch asks for it.",
          "1h");
  public static final Setting<Long> MEMORY =
      Setting.of(
          "batch memory",
          Kind.BYTES,
          "512MiB",
          "Memory that a batch may use; what needs more goes to disk meanwhile.",
          "2GiB");
  public static final Setting<String> LAKE =
      Setting.optional(
          "batch lake",
          Kind.TEXT,
          "Name of the lake table that batches read, where the topic has more than one.",
          "orders");
  public static final SettingGroup GROUP =
      new SettingGroup(
          "Layers of a view",
          "Comments at the top of a view's file, one per line: -- name: value.",
          List.of(LAYERS, EVERY, MEMORY, LAKE));

  /** Whether a view is in layers. */
  public static boolean isIn(ViewDefinition view) {
    return lines(view).containsKey(LAYERS.name());
  }

  /**
   * Reads a view's header.
   *
   * @return empty if the view has no layers
   * @throws ViewRefusal if a line says what cannot be
   */
  public static Optional<LayersHeader> of(ViewDefinition view) throws ViewRefusal {
    Map<String, HeaderLine> lines = lines(view);
    if (!lines.containsKey(LAYERS.name())) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    lines.forEach((name, line) -> values.put(name, line.value()));
    SqlText text = new SqlText(view.name(), view.sql());
    List<Problem> problems = GROUP.check(values);
    if (!problems.isEmpty()) {
      Problem first = problems.get(0);
      HeaderLine line = lines.get(first.setting());
      throw text.refusal(
          line == null ? 0 : line.at(), "-- " + first.what(), first.why(), first.whatNow());
    }
    Settings settings = new Settings(values);
    if (!settings.find(LAYERS).orElseThrow().equals(List.of("batch", "speed"))) {
      HeaderLine line = lines.get(LAYERS.name());
      throw text.refusal(
          line.at(),
          "-- layers: " + line.value(),
          "names other layers than there are",
          "write -- layers: batch, speed");
    }
    return Optional.of(
        new LayersHeader(settings.find(EVERY), settings.get(MEMORY), settings.find(LAKE)));
  }

  private static Map<String, HeaderLine> lines(ViewDefinition view) {
    Map<String, HeaderLine> lines = new HashMap<>();
    for (HeaderLine line : HeaderLine.of(view)) {
      if (GROUP.find(line.name()).isPresent()) {
        lines.putIfAbsent(line.name(), line);
      }
    }
    return lines;
  }
}
