// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A method and a path with named places, such as {@code /subjects/{subject}/versions}.
 *
 * @param answer gives any value that Jackson can write
 */
record Route(String method, List<String> pattern, Function<Call, Object> answer) {

  static Route get(String path, Function<Call, Object> answer) {
    return new Route("GET", Path.split(path), answer);
  }

  static Route post(String path, Function<Call, Object> answer) {
    return new Route("POST", Path.split(path), answer);
  }

  static Route put(String path, Function<Call, Object> answer) {
    return new Route("PUT", Path.split(path), answer);
  }

  static Route delete(String path, Function<Call, Object> answer) {
    return new Route("DELETE", Path.split(path), answer);
  }

  /** What stands in the named places; empty when the path is another one. */
  Optional<Map<String, String>> match(List<String> path) {
    if (path.size() != pattern.size()) {
      return Optional.empty();
    }
    Map<String, String> parts = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String expected = pattern.get(i);
      if (expected.startsWith("{")) {
        parts.put(expected.substring(1, expected.length() - 1), path.get(i));
      } else if (!expected.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parts);
  }
}
