// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment of the form {@code -- name: value} at the top of a view's file.
 *
 * @param name lower case, words one blank apart
 * @param at where it begins in the file, bytes
 */
public record HeaderLine(String name, String value, int at) {
  private static final Pattern LINE =
      Pattern.compile("--\\s*([A-Za-z][A-Za-z ]*?)\\s*:\\s*(.*?)\\s*");

  /** All such comments before the SELECT; prose may look like one, so names are to be looked at. */
  public static List<HeaderLine> of(ViewDefinition view) {
    List<HeaderLine> lines = new ArrayList<>();
    int at = 0;
    for (String line : view.sql().split("\n", -1)) {
      String trimmed = line.strip();
      if (!trimmed.isEmpty() && !trimmed.startsWith("--")) {
        break;
      }
      Matcher found = LINE.matcher(trimmed);
      if (found.matches()) {
        String name = found.group(1).replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
        lines.add(new HeaderLine(name, found.group(2), at + line.indexOf("--")));
      }
      at += line.getBytes(StandardCharsets.UTF_8).length + 1;
    }
    return lines;
  }
}
