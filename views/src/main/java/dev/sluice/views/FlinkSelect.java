// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A view's SELECT in Flink's SQL. The author's text stays; only what Flink says otherwise is
 * replaced where it stands: {@code date_trunc}, casts by {@code ::}, positions in GROUP BY, quoted
 * names.
 */
public final class FlinkSelect {
  private static final Set<String> SAME =
      Set.of(
          "count",
          "sum",
          "min",
          "max",
          "avg",
          "stddev_pop",
          "stddev_samp",
          "var_pop",
          "var_samp",
          "upper",
          "lower",
          "trim",
          "ltrim",
          "rtrim",
          "replace",
          "substring",
          "concat",
          "abs",
          "round",
          "floor",
          "ceil",
          "sqrt",
          "power",
          "mod",
          "sign",
          "nullif",
          "coalesce",
          "greatest",
          "least");

  /** Types that Flink calls otherwise; what is not here is called the same. */
  private static final Map<String, String> TYPES =
      Map.of(
          "TEXT",
          "STRING",
          "VARCHAR",
          "STRING",
          "TIMESTAMPTZ",
          "TIMESTAMP_LTZ(6)",
          "TIMESTAMP WITH TIME ZONE",
          "TIMESTAMP_LTZ(6)",
          "HUGEINT",
          "DECIMAL(38, 0)",
          "BLOB",
          "BYTES",
          "UUID",
          "STRING");

  private static final Set<String> UNITS =
      Set.of("SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR");

  /** A comment, a text, a name in quotes, a word, blank space, or one other character. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|[\\p{L}_][\\p{L}\\p{N}_]*|\\s+|.",
          Pattern.DOTALL);

  private final SqlParser parser;
  private final SqlText text;
  private final byte[] sql;
  private final JsonNode select;

  private FlinkSelect(SqlParser parser, ViewDefinition view, JsonNode select) {
    this.parser = parser;
    this.text = new SqlText(view.name(), view.select());
    this.sql = view.select().getBytes(StandardCharsets.UTF_8);
    this.select = select;
  }

  /**
   * Translates a SELECT.
   *
   * @throws ViewRefusal for the first construct that Flink has no word for
   */
  public static String of(SqlParser parser, ViewDefinition view) throws ViewRefusal {
    JsonNode tree = parser.parse(new SqlText(view.name(), view.select()), view.select());
    FlinkSelect select = new FlinkSelect(parser, view, tree);
    Edits edits = select.new Edits();
    edits.visit(tree);
    edits.groups();
    return quoted(edits.apply(0, select.sql.length));
  }

  /** A name in Flink's quotes. */
  public static String name(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  /** Flink's name of a type of DuckDB's, which is also the one in a cast. */
  public static String type(String duckDb) {
    return TYPES.getOrDefault(duckDb.toUpperCase(Locale.ROOT), duckDb);
  }

  /**
   * Names in double quotes get Flink's quotes, and so do names behind AS, which may be words of
   * Flink's; texts and comments stay.
   */
  private static String quoted(String sql) {
    StringBuilder out = new StringBuilder();
    Deque<Boolean> casts = new ArrayDeque<>();
    String word = "";
    Matcher token = TOKEN.matcher(sql);
    while (token.find()) {
      String part = token.group();
      boolean name = Character.isLetter(part.charAt(0)) || part.charAt(0) == '_';
      boolean named = word.equals("AS") && (casts.isEmpty() || !casts.peek());
      if (part.startsWith("\"")) {
        out.append(name(part.substring(1, part.length() - 1).replace("\"\"", "\"")));
      } else {
        out.append(name && named ? name(part) : part);
      }
      if (part.equals("(")) {
        casts.push(word.endsWith("CAST"));
      } else if (part.equals(")") && !casts.isEmpty()) {
        casts.pop();
      }
      boolean blank = part.isBlank() || part.startsWith("--") || part.startsWith("/*");
      word = blank ? word : part.toUpperCase(Locale.ROOT);
    }
    return out.toString();
  }

  private static int from(JsonNode node) {
    return node.path("query_location").asInt();
  }

  private static int to(JsonNode node) {
    return from(node) + node.path("query_location_length").asInt();
  }

  /** Whether the tree says where all of an expression stands; of operators it tells a part. */
  private boolean isWhole(JsonNode node) {
    return parser
        .expression(text.of(node))
        .filter(again -> Expressions.bare(again, false).equals(Expressions.bare(node, false)))
        .isPresent();
  }

  /** What is replaced in a stretch of the text. */
  private final class Edits {
    private final TreeMap<Integer, Edit> all = new TreeMap<>();

    private record Edit(int to, String text) {}

    private void put(JsonNode node, String text) {
      all.put(from(node), new Edit(to(node), text));
    }

    String apply(int from, int to) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int at = from;
      for (Map.Entry<Integer, Edit> edit : all.subMap(from, to).entrySet()) {
        if (edit.getKey() >= at) {
          out.write(sql, at, edit.getKey() - at);
          out.writeBytes(edit.getValue().text().getBytes(StandardCharsets.UTF_8));
          at = edit.getValue().to();
        }
      }
      out.write(sql, at, to - at);
      return out.toString(StandardCharsets.UTF_8);
    }

    String translated(JsonNode node) throws ViewRefusal {
      Edits inner = new Edits();
      inner.visit(node);
      if (text.of(node).startsWith("::")) {
        return inner.all.firstEntry().getValue().text();
      }
      if (isWhole(node)) {
        return inner.apply(from(node), to(node));
      }
      if (inner.all.isEmpty()) {
        return parser.write(node);
      }
      throw refused(node, "this expression");
    }

    void visit(JsonNode node) throws ViewRefusal {
      boolean replaced =
          switch (node.path("class").asText()) {
            case "FUNCTION" -> function(node);
            case "CAST" -> cast(node);
            case "COLUMN_REF" -> column(node);
            case "WINDOW", "SUBQUERY", "LAMBDA" -> throw refused(node, "this expression");
            default -> false;
          };
      if (replaced) {
        return;
      }
      if (!node.path("qualify").isMissingNode() && node.path("qualify").isObject()) {
        throw refused(node.path("qualify"), "QUALIFY");
      }
      for (JsonNode child : node) {
        if (child.isContainerNode()) {
          visit(child);
        }
      }
    }

    private ViewRefusal refused(JsonNode node, String what) {
      return text.refusal(
          node,
          what,
          "has no counterpart in Flink's SQL that is sure to be the same",
          "leave the view out, or write it for Flink by hand");
    }

    private boolean function(JsonNode node) throws ViewRefusal {
      String name = node.path("function_name").asText().toLowerCase(Locale.ROOT);
      if (node.path("is_operator").asBoolean()
          || SAME.contains(name)
          || name.equals("count_star")) {
        return false;
      }
      JsonNode arguments = node.path("arguments");
      if (name.equals("length")) {
        put(node, "CHAR_LENGTH(" + translated(arguments.path(0).path("expression")) + ")");
      } else if (name.equals("date_trunc")) {
        String unit =
            arguments
                .path(0)
                .path("expression")
                .path("literal")
                .path("text")
                .asText()
                .toUpperCase(Locale.ROOT);
        if (!UNITS.contains(unit)) {
          throw refused(node, "date_trunc by " + unit);
        }
        put(
            node,
            "FLOOR(" + translated(arguments.path(1).path("expression")) + " TO " + unit + ")");
      } else {
        throw refused(node, name + "()");
      }
      return true;
    }

    /** A column may have the name of one of Flink's words. */
    private boolean column(JsonNode node) {
      List<String> names = new ArrayList<>();
      node.path("column_names").forEach(name -> names.add(name.asText()));
      if (text.of(node).equals(String.join(".", names))) {
        put(node, names.stream().map(FlinkSelect::name).collect(Collectors.joining(".")));
      }
      return true;
    }

    private boolean cast(JsonNode node) throws ViewRefusal {
      String type = node.path("type_expr").path("type_name").asText();
      if (text.of(node).startsWith("::")) {
        // The tree tells where the colons are, and the operand is before them.
        if (!isWhole(node.path("child"))) {
          throw refused(node, ":: behind this expression");
        }
        String cast = "CAST(" + translated(node.path("child")) + " AS " + type(type) + ")";
        all.put(from(node.path("child")), new Edit(to(node), cast));
        return true;
      }
      if (TYPES.containsKey(type.toUpperCase(Locale.ROOT))) {
        put(node, "CAST(" + translated(node.path("child")) + " AS " + type(type) + ")");
        return true;
      }
      return false;
    }

    /** Flink takes a number in GROUP BY for a number, and knows no names of the SELECT list. */
    void groups() throws ViewRefusal {
      JsonNode items = select.path("select_list");
      for (JsonNode group : select.path("group_expressions")) {
        String number = group.path("literal").path("text").asText("");
        String alias = group.path("column_names").path(0).asText();
        for (int i = 0; i < items.size(); i++) {
          JsonNode item = items.get(i);
          JsonNode names = item.path("column_names");
          boolean itself = names.path(names.size() - 1).asText().equalsIgnoreCase(alias);
          boolean byAlias =
              group.path("column_names").size() == 1
                  && !itself
                  && item.path("alias").asText().equalsIgnoreCase(alias);
          if (byAlias || number.equals(String.valueOf(i + 1))) {
            put(group, translated(item));
          }
        }
      }
    }
  }
}
