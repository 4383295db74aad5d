// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.log.SchemaLog;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.SchemaText;
import dev.sluice.registry.state.Show;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /schemas}: by id, over all subjects. */
final class SchemaRoutes {
  private final SchemaLog log;

  SchemaRoutes(SchemaLog log) {
    this.log = log;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/schemas", this::list),
        Route.get("/schemas/types", call -> SchemaText.TYPES),
        Route.get("/schemas/ids/{id}", this::byId),
        Route.get("/schemas/ids/{id}/schema", call -> new RawText(schema(call).text())),
        Route.get("/schemas/ids/{id}/subjects", this::subjects),
        Route.get("/schemas/ids/{id}/versions", this::versions));
  }

  private Object list(Call call) {
    RegistryState state = log.state();
    String prefix = call.parameter("subjectPrefix").orElse("");
    Show show = call.show();
    boolean latestOnly = call.flag("latestOnly");
    return call.page(
        state.all(show).stream()
            .filter(one -> one.subject().startsWith(prefix))
            .filter(
                one -> !latestOnly || state.latest(one.subject(), show).equals(Optional.of(one)))
            .map(Bodies::version)
            .toList());
  }

  private Object byId(Call call) {
    Map<String, Object> body = Bodies.schema(schema(call));
    if (call.flag("fetchMaxId")) {
      body.put("maxId", log.state().highestId());
    }
    return body;
  }

  private Object subjects(Call call) {
    return call.page(uses(call).stream().map(Registered::subject).distinct().toList());
  }

  private Object versions(Call call) {
    return call.page(
        uses(call).stream()
            .map(one -> Map.of("subject", one.subject(), "version", one.version()))
            .toList());
  }

  private List<Registered> uses(Call call) {
    schema(call);
    return log.state().all(call.show()).stream().filter(one -> one.id() == call.id()).toList();
  }

  private SchemaText schema(Call call) {
    RegistryState state = log.state();
    return Bodies.inFormat(
        call,
        state.schema(call.id()).orElseThrow(() -> RegistryException.schemaNotFound(call.id())),
        state);
  }
}
