// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.sql;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Problem;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.streams.expression.SqlType;
import dev.sluice.views.HeaderLine;
import dev.sluice.views.SqlText;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comments at the top of a view's file say: that it is emitted to a topic, and how.
 *
 * @param topic the topic that results go to
 * @param grace how long a window is kept open after its end; empty: for ever
 * @param columns of the topic read, where they are declared; empty to take them from its schema
 */
public record EmitHeader(
    String topic, When when, Optional<Duration> grace, Map<String, SqlType> columns) {
  /** When results are emitted. */
  public enum When {
    CHANGE,
    FINAL
  }

  public static final Setting<String> EMIT =
      Setting.optional(
          "emit",
          Kind.TEXT,
          "The topic that results go to. Without this line the view is kept in the warehouse.",
          "topic sales_by_hour");
  public static final Setting<When> EMIT_WHEN =
      Setting.of(
          "emit when",
          Kind.choice(When.class),
          "change",
          "change: whenever a group has changed, at most once per commit. final: once, when its"
              + " window has closed.",
          "final");
  public static final Setting<Duration> GRACE =
      Setting.optional(
          "grace",
          Kind.DURATION,
          "How long a window stays open after its end. A row that comes later goes to the dead"
              + " letters. Left out, windows never close and no row is ever too late, at the price"
              + " of state that is never given up.",
          "10m");
  public static final Setting<String> COLUMNS =
      Setting.optional(
          "columns",
          Kind.TEXT,
          "Columns of the topic with their SQL types, for values without a schema (json); may be"
              + " given on several lines.",
          "order_id BIGINT, amount DECIMAL(10,2), ordered_at TIMESTAMP");
  public static final SettingGroup GROUP =
      new SettingGroup(
          "Views that are emitted",
          "Comments at the top of a view's file, one per line: -- name: value.",
          List.of(EMIT, EMIT_WHEN, GRACE, COLUMNS));

  private static final Pattern TOPIC = Pattern.compile("topic\\s+([A-Za-z0-9._-]{1,249})");
  private static final Pattern COLUMN =
      Pattern.compile("(\"[^\"]+\"|[A-Za-z_][A-Za-z0-9_]*)\\s+([A-Za-z ]+(?:\\([^)]*\\))?)");

  public EmitHeader {
    columns = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /**
   * Reads a view's header.
   *
   * @return empty if the view is not emitted
   * @throws ViewRefusal if a line says what cannot be
   */
  public static Optional<EmitHeader> of(ViewDefinition view) throws ViewRefusal {
    return new Reader(view).read();
  }

  /** Reads the lines of one header. */
  private static final class Reader {
    private final SqlText text;
    private final ViewDefinition view;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Integer> places = new LinkedHashMap<>();

    Reader(ViewDefinition view) {
      this.view = view;
      this.text = new SqlText(view.name(), view.sql());
    }

    Optional<EmitHeader> read() throws ViewRefusal {
      for (HeaderLine line : HeaderLine.of(view)) {
        if (GROUP.find(line.name()).isPresent()) {
          take(line);
        }
      }
      return values.containsKey(EMIT.name()) ? Optional.of(header()) : Optional.empty();
    }

    private void take(HeaderLine line) throws ViewRefusal {
      String known = values.get(line.name());
      if (known != null && !line.name().equals(COLUMNS.name())) {
        throw text.refusal(
            line.at(), "-- " + line.name(), "is given twice", "keep one of the two lines");
      }
      values.put(line.name(), known == null ? line.value() : known + ", " + line.value());
      places.putIfAbsent(line.name(), line.at());
    }

    private EmitHeader header() throws ViewRefusal {
      List<Problem> problems = GROUP.check(values);
      if (!problems.isEmpty()) {
        Problem first = problems.get(0);
        throw text.refusal(
            places.getOrDefault(first.setting(), 0),
            "-- " + first.what(),
            first.why(),
            first.whatNow());
      }
      Settings settings = new Settings(values);
      return new EmitHeader(topic(), settings.get(EMIT_WHEN), settings.find(GRACE), columns());
    }

    private String topic() throws ViewRefusal {
      Matcher topic = TOPIC.matcher(values.get(EMIT.name()));
      if (!topic.matches()) {
        throw text.refusal(
            places.get(EMIT.name()),
            "-- emit: " + values.get(EMIT.name()),
            "does not name a topic",
            "write -- emit: topic NAME");
      }
      return topic.group(1);
    }

    private Map<String, SqlType> columns() throws ViewRefusal {
      Map<String, SqlType> columns = new LinkedHashMap<>();
      String declared = values.getOrDefault(COLUMNS.name(), "");
      for (String part : declared.isBlank() ? new String[0] : declared.split(",(?![^(]*\\))")) {
        Matcher column = COLUMN.matcher(part.strip());
        Optional<SqlType> type =
            column.matches() ? SqlType.parse(column.group(2)) : Optional.empty();
        if (type.isEmpty()) {
          throw text.refusal(
              places.get(COLUMNS.name()),
              "column '" + part.strip() + "'",
              "is not a name and a type that is worked with inside Kafka",
              "write for example order_id BIGINT");
        }
        columns.put(column.group(1).replace("\"", ""), type.get());
      }
      return columns;
    }
  }
}
