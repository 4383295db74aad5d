// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import java.util.List;
import java.util.Map;

/** What health checks and new clients ask for. */
final class MetadataRoutes {
  private final String topic;

  MetadataRoutes(String topic) {
    this.topic = topic;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/", call -> Map.of()),
        Route.post("/", call -> Map.of()),
        Route.get("/contexts", call -> List.of(".")),
        Route.get(
            "/v1/metadata/id",
            call -> Map.of("scope", Map.of("path", List.of(), "clusters", Map.of("topic", topic)))),
        Route.get("/v1/metadata/version", call -> Map.of("version", version(), "commitId", "")));
  }

  /** From the jar's manifest; a build folder has none. */
  private static String version() {
    String version = MetadataRoutes.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
