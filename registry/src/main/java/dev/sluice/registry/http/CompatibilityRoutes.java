// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import dev.sluice.registry.compatibility.Verdict;
import dev.sluice.registry.decide.Registering;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.log.SchemaLog;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.SchemaText;
import dev.sluice.registry.state.Show;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code /compatibility}: may this schema follow? Nothing is changed. */
final class CompatibilityRoutes {
  private final SchemaLog log;

  CompatibilityRoutes(SchemaLog log) {
    this.log = log;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/compatibility/subjects/{subject}/versions", this::withSubject),
        Route.post("/compatibility/subjects/{subject}/versions/{version}", this::withVersion));
  }

  private Object withSubject(Call call) {
    return answer(
        call,
        new Registering(log.state(), call.flag("normalize"))
            .check(call.subject(), Bodies.schema(call)));
  }

  private Object withVersion(Call call) {
    SchemaText schema = Bodies.schema(call);
    OptionalInt version = call.version();
    Optional<Registered> target =
        version.isPresent()
            ? log.state().version(call.subject(), version.getAsInt(), Show.LIVE)
            : log.state().latest(call.subject(), Show.LIVE);
    if (target.isEmpty() && version.isPresent()) {
      throw RegistryException.versionNotFound(call.parts().get("version"));
    }
    return answer(
        call,
        new Registering(log.state(), call.flag("normalize"))
            .check(call.subject(), schema, target.stream().toList()));
  }

  private static Object answer(Call call, Verdict verdict) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("is_compatible", verdict.compatible());
    if (call.flag("verbose")) {
      body.put("messages", verdict.messages());
    }
    return body;
  }
}
