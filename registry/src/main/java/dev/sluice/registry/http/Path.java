// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes addresses apart. */
final class Path {
  private Path() {}

  /** The segments of a raw path, each decoded: a subject may contain an escaped slash. */
  static List<String> split(String raw) {
    return Arrays.stream(raw.split("/"))
        .filter(segment -> !segment.isEmpty())
        .map(segment -> decode(segment.replace("+", "%2B"))) // a plus means a space in queries only
        .toList();
  }

  /** The parameters of a raw query, which may be null; of a repeated one the last. */
  static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        String[] sides = pair.split("=", 2);
        query.put(decode(sides[0]), sides.length > 1 ? decode(sides[1]) : "");
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
