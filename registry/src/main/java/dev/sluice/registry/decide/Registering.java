// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.decide;

import dev.sluice.registry.compatibility.CompatibilityCheck;
import dev.sluice.registry.compatibility.Schemas;
import dev.sluice.registry.compatibility.Verdict;
import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Decision;
import dev.sluice.registry.state.Level;
import dev.sluice.registry.state.LogEntry;
import dev.sluice.registry.state.Mode;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.SchemaText;
import dev.sluice.registry.state.Show;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Which id and version a schema gets, and whether it may follow the versions before it. */
public final class Registering {
  private final RegistryState state;
  private final Schemas schemas;
  private final CompatibilityCheck check;
  private final boolean normalize;

  /** Takes schemas as they are spelled. */
  public Registering(RegistryState state) {
    this(state, false);
  }

  /**
   * Takes schemas.
   *
   * @param normalize whether what does not matter in a schema is put in order first
   */
  public Registering(RegistryState state, boolean normalize) {
    this.state = state;
    this.normalize = normalize;
    this.schemas = new Schemas(state);
    this.check = new CompatibilityCheck(schemas);
  }

  /**
   * Registers a schema; one that the subject has already keeps its version.
   *
   * @throws RegistryException when it is invalid, breaks the subject's level, or the subject is
   *     read-only
   */
  public Decision<Registered> register(String subject, SchemaText given) {
    Writable.requireGivingIds(state, subject);
    SchemaText schema = schemas.canonical(given, normalize);
    Optional<Registered> known = find(subject, schema, Show.LIVE);
    if (known.isPresent()) {
      return Decision.unchanged(known.get());
    }
    Level level = state.level(subject);
    Verdict verdict = check.against(state.versions(subject, Show.LIVE), schema, level);
    if (!verdict.compatible()) {
      throw incompatible(subject, verdict);
    }
    int id = state.id(schema).orElseGet(state::nextId);
    Registered fresh = new Registered(subject, state.nextVersion(subject), id, schema, false);
    return new Decision<>(List.of(new LogEntry.Put(fresh)), fresh);
  }

  /**
   * Takes a schema over from another registry, with its id and version; its level was checked
   * there.
   *
   * @param version empty for the subject's next
   * @throws RegistryException when it is invalid, the subject does not import, or the id or the
   *     version is another schema's
   */
  public Decision<Registered> take(String subject, SchemaText given, int id, OptionalInt version) {
    Writable.requireImporting(state, subject);
    SchemaText schema = schemas.canonical(given, normalize);
    Optional<Registered> there =
        version.isPresent()
            ? state.version(subject, version.getAsInt(), Show.ALL)
            : find(subject, schema, Show.LIVE);
    if (there.isPresent() && there.get().id() == id && there.get().schema().equals(schema)) {
      return Decision.unchanged(there.get());
    }
    Optional<SchemaText> owner = state.schema(id);
    if (there.isPresent() || owner.filter(known -> !known.equals(schema)).isPresent()) {
      throw new RegistryException(
          ErrorCode.NOT_PERMITTED,
          "Overwrite new schema with id "
              + id
              + " is not permitted: the id, or the version, is"
              + " another schema's here.");
    }
    Registered fresh =
        new Registered(subject, version.orElse(state.nextVersion(subject)), id, schema, false);
    return new Decision<>(List.of(new LogEntry.Put(fresh)), fresh);
  }

  /**
   * The version of a schema that needs no registering any more. Empty also where only the newest
   * state can tell: with references, or when the subject is read-only.
   */
  public Optional<Registered> known(String subject, SchemaText given) {
    return given.references().isEmpty() && state.mode(subject) == Mode.READWRITE
        ? find(subject, schemas.canonical(given, normalize), Show.LIVE)
        : Optional.empty();
  }

  /**
   * Finds a schema under a subject.
   *
   * @throws RegistryException when the subject, or the schema in it, does not exist
   */
  public Registered lookup(String subject, SchemaText given, Show show) {
    if (state.versions(subject, show).isEmpty()) {
      throw RegistryException.subjectNotFound(subject);
    }
    return find(subject, schemas.canonical(given, normalize), show)
        .orElseThrow(() -> new RegistryException(ErrorCode.SCHEMA_NOT_FOUND, "Schema not found"));
  }

  /** Judges a schema as {@link #register} would, without registering it. */
  public Verdict check(String subject, SchemaText given) {
    return check.against(
        state.versions(subject, Show.LIVE),
        schemas.canonical(given, normalize),
        state.level(subject));
  }

  /** Judges a schema against certain versions only, by the subject's level. */
  public Verdict check(String subject, SchemaText given, List<Registered> versions) {
    return check.withEach(versions, schemas.canonical(given, normalize), state.level(subject));
  }

  private Optional<Registered> find(String subject, SchemaText schema, Show show) {
    return state.versions(subject, show).stream()
        .filter(one -> one.schema().equals(schema))
        .max(Comparator.comparingInt(Registered::version));
  }

  private static RegistryException incompatible(String subject, Verdict verdict) {
    return new RegistryException(
        ErrorCode.INCOMPATIBLE,
        "Schema being registered is incompatible with an earlier schema for subject \""
            + subject
            + "\", details: "
            + verdict.messages());
  }
}
