// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** A SELECT's text with the places that syntax tree nodes name in it. The parser counts bytes. */
public final class SqlText {
  private final String view;
  private final byte[] utf8;

  public SqlText(String view, String sql) {
    this.view = view;
    this.utf8 = sql.getBytes(StandardCharsets.UTF_8);
  }

  /** The text a node was parsed from. */
  public String of(JsonNode node) {
    int from = node.path("query_location").asInt();
    int length = node.path("query_location_length").asInt();
    if (from < 0 || from > utf8.length || length < 0) {
      return "";
    }
    return new String(utf8, from, Math.min(length, utf8.length - from), StandardCharsets.UTF_8);
  }

  public ViewRefusal refusal(JsonNode at, String construct, String why, String whatNow) {
    return refusal(at.path("query_location").asInt(), construct, why, whatNow);
  }

  public ViewRefusal refusal(int at, String construct, String why, String whatNow) {
    String before =
        new String(utf8, 0, Math.min(Math.max(at, 0), utf8.length), StandardCharsets.UTF_8);
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - before.lastIndexOf('\n');
    return new ViewRefusal(view, construct, line, column, why, whatNow);
  }
}
