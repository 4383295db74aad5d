// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.gcs;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A request taken apart.
 *
 * @param path its segments, decoded: names of objects may have slashes
 * @param query its parameters, decoded
 */
record GcsRequest(String method, List<String> path, Map<String, String> query, byte[] body) {
  static GcsRequest read(HttpExchange exchange) throws IOException {
    List<String> path =
        Arrays.stream(exchange.getRequestURI().getRawPath().substring(1).split("/", -1))
            // In a path a plus is a plus.
            .map(segment -> decode(segment.replace("+", "%2B")))
            .toList();
    return new GcsRequest(
        exchange.getRequestMethod(),
        path,
        parameters(exchange.getRequestURI().getRawQuery()),
        exchange.getRequestBody().readAllBytes());
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    if (query != null) {
      for (String parameter : query.split("&", -1)) {
        int at = parameter.indexOf('=');
        parameters.put(
            decode(at < 0 ? parameter : parameter.substring(0, at)),
            at < 0 ? "" : decode(parameter.substring(at + 1)));
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  String parameter(String name, String absent) {
    return query.getOrDefault(name, absent);
  }

  GcsPrecondition precondition() {
    return GcsPrecondition.of(query, "Generation");
  }

  GcsPrecondition preconditionOfSource() {
    return GcsPrecondition.of(query, "SourceGeneration");
  }

  /** Whether the path, from its n-th segment on, has these words where they are not empty. */
  boolean matches(int from, String... words) {
    if (path.size() != from + words.length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (!words[i].isEmpty() && !words[i].equals(path.get(from + i))) {
        return false;
      }
    }
    return true;
  }
}
