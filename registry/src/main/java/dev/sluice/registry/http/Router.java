// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the route of a request. */
final class Router {
  private final List<Route> routes;

  Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * Answers a request.
   *
   * @param path raw, as it came
   * @param query raw, may be null
   * @throws RegistryException 404 for unknown paths, 405 for known ones with another method
   */
  Object answer(String method, String path, String query, String body) {
    List<String> segments = Path.split(path);
    boolean known = false;
    for (Route route : routes) {
      Optional<Map<String, String>> parts = route.match(segments);
      if (parts.isPresent() && route.method().equals(method)) {
        return route.answer().apply(new Call(parts.get(), Path.query(query), body));
      }
      known |= parts.isPresent();
    }
    throw known
        ? new RegistryException(ErrorCode.METHOD_NOT_ALLOWED, "HTTP 405 Method Not Allowed")
        : new RegistryException(ErrorCode.NOT_FOUND, "HTTP 404 Not Found");
  }
}
