// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import dev.sluice.registry.decide.Configuring;
import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.log.SchemaLog;
import dev.sluice.registry.state.Mode;
import dev.sluice.registry.state.RegistryState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /mode}: read-only or writable, all subjects or one. */
final class ModeRoutes {
  private final SchemaLog log;

  ModeRoutes(SchemaLog log) {
    this.log = log;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/mode", call -> mode(log.state().globalMode())),
        Route.put("/mode", this::set),
        Route.delete("/mode", this::clear),
        Route.get("/mode/{subject}", this::get),
        Route.put("/mode/{subject}", this::set),
        Route.delete("/mode/{subject}", this::clear));
  }

  private Object get(Call call) {
    RegistryState state = log.state();
    Optional<Mode> own = state.modeOf(Optional.of(call.subject()));
    if (own.isEmpty() && !call.flag("defaultToGlobal")) {
      throw new RegistryException(
          ErrorCode.NO_SUBJECT_MODE,
          "Subject '" + call.subject() + "' does not have subject-level mode configured");
    }
    return mode(own.orElseGet(state::globalMode));
  }

  private Object set(Call call) {
    String name = call.json().path("mode").asText("");
    return mode(
        log.write(
            state ->
                new Configuring(state)
                    .setMode(Optional.ofNullable(call.subject()), name, call.flag("force"))));
  }

  private Object clear(Call call) {
    return mode(
        log.write(state -> new Configuring(state).clearMode(Optional.ofNullable(call.subject()))));
  }

  private static Map<String, Mode> mode(Mode mode) {
    return Map.of("mode", mode);
  }
}
