// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility;

import dev.sluice.registry.state.Level;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.SchemaText;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** Compares a new schema with earlier versions, by Avro's own rules for resolution. */
public final class CompatibilityCheck {
  private final AvroSchemas schemas;

  public CompatibilityCheck(AvroSchemas schemas) {
    this.schemas = schemas;
  }

  /**
   * Judges a schema against the earlier versions of its subject.
   *
   * @param earlier in rising order; the level says whether all or only the last one counts
   */
  public Verdict against(List<Registered> earlier, SchemaText next, Level level) {
    int from = level.transitive() ? 0 : Math.max(0, earlier.size() - 1);
    return withEach(earlier.subList(from, earlier.size()), next, level);
  }

  /** Judges a schema against every version given; ends at the newest one that it breaks. */
  public Verdict withEach(List<Registered> versions, SchemaText next, Level level) {
    Schema fresh = schemas.stored(next);
    for (int i = versions.size() - 1; i >= 0; i--) {
      List<String> problems = problems(schemas.stored(versions.get(i).schema()), fresh, level);
      if (!problems.isEmpty()) {
        problems.add("{oldSchemaVersion: " + versions.get(i).version() + "}");
        problems.add("{oldSchema: '" + versions.get(i).schema().text() + "'}");
        problems.add("{compatibility: '" + level + "'}");
        return new Verdict(problems);
      }
    }
    return new Verdict(List.of());
  }

  private static List<String> problems(Schema old, Schema fresh, Level level) {
    List<String> problems = new ArrayList<>();
    if (level.backward()) {
      incompatibilities(fresh, old).forEach(one -> problems.add(describe(one, "new", "old")));
    }
    if (level.forward()) {
      incompatibilities(old, fresh).forEach(one -> problems.add(describe(one, "old", "new")));
    }
    return problems;
  }

  private static List<Incompatibility> incompatibilities(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities();
  }

  private static String describe(Incompatibility one, String reader, String writer) {
    return "{errorType:'"
        + one.getType()
        + "', description:'"
        + what(one, reader, writer)
        + "', additionalInfo:'"
        + one.getMessage()
        + "'}";
  }

  private static String what(Incompatibility one, String reader, String writer) {
    String at = "path '" + one.getLocation() + "'";
    return switch (one.getType()) {
      case NAME_MISMATCH ->
          "The name at " + at + " differs between the " + reader + " and the " + writer + " schema";
      case FIXED_SIZE_MISMATCH ->
          "The size of the fixed type at "
              + at
              + " differs between the "
              + reader
              + " and the "
              + writer
              + " schema";
      case MISSING_ENUM_SYMBOLS ->
          "The enum at "
              + at
              + " of the "
              + reader
              + " schema has no default and lacks symbols that the "
              + writer
              + " schema has";
      case READER_FIELD_MISSING_DEFAULT_VALUE ->
          "The field '"
              + one.getMessage()
              + "' at "
              + at
              + " in the "
              + reader
              + " schema has no default value and is missing in the "
              + writer
              + " schema";
      case TYPE_MISMATCH ->
          "The type at "
              + at
              + " in the "
              + reader
              + " schema cannot read the type in the "
              + writer
              + " schema";
      case MISSING_UNION_BRANCH ->
          "The union at "
              + at
              + " in the "
              + reader
              + " schema lacks a type that the "
              + writer
              + " schema has";
    };
  }
}
