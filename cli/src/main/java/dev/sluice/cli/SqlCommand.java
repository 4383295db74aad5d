// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice sql "…"}. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExample:%n",
    footer = {"  sluice sql \"SELECT * FROM sales_by_country_day LIMIT 10\""},
    description =
        "Runs a query in the warehouse of a running pipeline and prints a table. Changes nothing.")
final class SqlCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SQL", description = "The query, in the warehouse's dialect.")
  private String sql;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Mixin private HomeOption home;

  @Override
  public Integer call() throws Exception {
    Control.Answer answer = Control.of(home.home()).post("/sql", sql);
    JsonNode body = new ObjectMapper().readTree(answer.body());
    if (answer.status() != 200) {
      System.err.println("sluice: " + body.path("error").asText());
      return Main.NOT_IN_ORDER;
    }
    if (json) {
      System.out.println(answer.body());
    } else {
      print(body);
    }
    return 0;
  }

  private static void print(JsonNode body) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(texts(body.path("columns")));
    body.path("rows").forEach(row -> lines.add(texts(row)));
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        text.append(i == 0 ? "" : "  ")
            .append(line.get(i))
            .append(" ".repeat(widths[i] - line.get(i).length()));
      }
      System.out.println(text.toString().stripTrailing());
      if (line == lines.get(0)) {
        System.out.println("-".repeat(text.length()));
      }
    }
    int rows = lines.size() - 1;
    System.out.println(
        "("
            + rows
            + (rows == 1 ? " row" : " rows")
            + (body.path("cut").asBoolean() ? ", and more" : "")
            + ")");
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(value -> texts.add(value.isNull() ? "NULL" : value.asText()));
    return texts;
  }
}
