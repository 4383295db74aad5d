// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import dev.sluice.registry.decide.References;
import dev.sluice.registry.decide.Registering;
import dev.sluice.registry.decide.Removing;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.log.SchemaLog;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.SchemaText;
import dev.sluice.registry.state.Show;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code /subjects}: registering, looking up, listing, deleting. */
final class SubjectRoutes {
  private final SchemaLog log;

  SubjectRoutes(SchemaLog log) {
    this.log = log;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/subjects", this::list),
        Route.post("/subjects/{subject}", this::lookup),
        Route.delete("/subjects/{subject}", this::deleteSubject),
        Route.get("/subjects/{subject}/versions", this::versions),
        Route.post("/subjects/{subject}/versions", this::register),
        Route.get("/subjects/{subject}/versions/{version}", this::version),
        Route.delete("/subjects/{subject}/versions/{version}", this::deleteVersion),
        Route.get(
            "/subjects/{subject}/versions/{version}/schema",
            call -> new RawText(shown(call, find(call)).text())),
        Route.get("/subjects/{subject}/versions/{version}/referencedby", this::referencedBy));
  }

  private Object list(Call call) {
    String prefix = call.parameter("subjectPrefix").filter(text -> !text.equals(":*:")).orElse("");
    return call.page(
        log.state().subjects(call.show()).stream().filter(one -> one.startsWith(prefix)).toList());
  }

  private Object register(Call call) {
    SchemaText schema = Bodies.schema(call);
    boolean normalize = call.flag("normalize");
    OptionalInt id = Bodies.number(call, "id");
    if (id.isPresent()) {
      OptionalInt version = Bodies.number(call, "version");
      return registered(
          log.write(
              state ->
                  new Registering(state, normalize)
                      .take(call.subject(), schema, id.getAsInt(), version)));
    }
    // serializers ask at each start: a known schema needs no turn at the log
    return registered(
        new Registering(log.state(), normalize)
            .known(call.subject(), schema)
            .orElseGet(
                () ->
                    log.write(
                        state ->
                            new Registering(state, normalize).register(call.subject(), schema))));
  }

  private static Object registered(Registered registered) {
    return Map.of("id", registered.id());
  }

  private Object lookup(Call call) {
    return Bodies.version(
        new Registering(log.state(), call.flag("normalize"))
            .lookup(call.subject(), Bodies.schema(call), call.show()));
  }

  private Object versions(Call call) {
    List<Registered> versions = log.state().versions(call.subject(), call.show());
    if (versions.isEmpty()) {
      throw RegistryException.subjectNotFound(call.subject());
    }
    return call.page(versions.stream().map(Registered::version).toList());
  }

  private Object version(Call call) {
    Registered found = find(call);
    return Bodies.version(found, shown(call, found));
  }

  private SchemaText shown(Call call, Registered found) {
    return Bodies.inFormat(call, found.schema(), log.state());
  }

  private Registered find(Call call) {
    RegistryState state = log.state();
    OptionalInt version = call.version();
    Show show = call.flag("deleted") ? Show.ALL : Show.LIVE;
    if (state.versions(call.subject(), show).isEmpty()) {
      throw RegistryException.subjectNotFound(call.subject());
    }
    Optional<Registered> found =
        version.isPresent()
            ? state.version(call.subject(), version.getAsInt(), show)
            : state.latest(call.subject(), show);
    return found.orElseThrow(() -> RegistryException.versionNotFound(call.parts().get("version")));
  }

  private Object referencedBy(Call call) {
    return new References(log.state()).idsOfUsers(call.subject(), find(call).version());
  }

  private Object deleteSubject(Call call) {
    boolean permanent = call.flag("permanent");
    return log.write(
        state ->
            permanent
                ? new Removing(state).forgetSubject(call.subject())
                : new Removing(state).hideSubject(call.subject()));
  }

  private Object deleteVersion(Call call) {
    OptionalInt version = call.version();
    boolean permanent = call.flag("permanent");
    return log.write(
        state ->
            permanent
                ? new Removing(state).forgetVersion(call.subject(), version)
                : new Removing(state).hideVersion(call.subject(), version));
  }
}
