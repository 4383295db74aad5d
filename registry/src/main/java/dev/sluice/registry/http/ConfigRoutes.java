// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.sluice.registry.decide.Configuring;
import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.log.SchemaLog;
import dev.sluice.registry.state.Level;
import dev.sluice.registry.state.RegistryState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /config}: the compatibility level, of all subjects or of one. */
final class ConfigRoutes {
  private final SchemaLog log;

  ConfigRoutes(SchemaLog log) {
    this.log = log;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/config", call -> level(log.state().globalLevel())),
        Route.put("/config", this::set),
        Route.delete("/config", this::clear),
        Route.get("/config/{subject}", this::get),
        Route.put("/config/{subject}", this::set),
        Route.delete("/config/{subject}", this::clear));
  }

  private Object get(Call call) {
    RegistryState state = log.state();
    Optional<Level> own = state.levelOf(Optional.of(call.subject()));
    if (own.isEmpty() && !call.flag("defaultToGlobal")) {
      throw new RegistryException(
          ErrorCode.NO_SUBJECT_LEVEL,
          "Subject '" + call.subject() + "' does not have subject-level compatibility configured");
    }
    return level(own.orElseGet(state::globalLevel));
  }

  private Object set(Call call) {
    JsonNode body = call.json();
    refuseFurther(body);
    String name = body.path("compatibility").asText("");
    Level level =
        log.write(
            state -> new Configuring(state).setLevel(Optional.ofNullable(call.subject()), name));
    return Map.of("compatibility", level);
  }

  /** What is taken and not kept to would be a promise broken in silence. */
  private static void refuseFurther(JsonNode body) {
    for (Map.Entry<String, JsonNode> one : body.properties()) {
      boolean says = !one.getValue().isNull() && !one.getValue().equals(BooleanNode.FALSE);
      if (says && !one.getKey().equals("compatibility")) {
        throw new RegistryException(
            ErrorCode.INVALID_LEVEL,
            "This registry knows no setting '"
                + one.getKey()
                + "', only 'compatibility'. Leave it out, or use another registry.");
      }
    }
  }

  private Object clear(Call call) {
    return level(
        log.write(state -> new Configuring(state).clearLevel(Optional.ofNullable(call.subject()))));
  }

  private static Map<String, Level> level(Level level) {
    return Map.of("compatibilityLevel", level);
  }
}
