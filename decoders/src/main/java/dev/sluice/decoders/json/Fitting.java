// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.StructColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Appends values of a field without a declared type to the first of its columns that is of their
 * kind: its own, and then those beside it.
 */
final class Fitting extends Fill {
  /** Null for elements of a list. */
  private final StructColumn struct;

  private final List<Candidate> candidates;

  /** One column that values may go to. */
  private record Candidate(Type type, Column column, Fill fill) {}

  private Fitting(StructColumn struct, List<Candidate> candidates) {
    super(candidates.get(0).column);
    this.struct = struct;
    this.candidates = candidates;
  }

  /** Of a field of a struct. */
  static Fitting of(
      Types.NestedField field, Types.StructType type, StructColumn columns, Conflicts conflicts) {
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(candidate(field, type, columns, conflicts));
    if (conflicts == Conflicts.NEW_COLUMN) {
      for (Types.NestedField other : type.fields()) {
        if (Conflicts.ownColumn(field.name(), other.type()).equals(other.name())) {
          candidates.add(candidate(other, type, columns, conflicts));
        }
      }
    }
    return new Fitting(columns, candidates);
  }

  /** Of a list's elements, which have no columns beside theirs. */
  static Fitting ofElements(Type type, Column column, Conflicts conflicts) {
    return new Fitting(
        null,
        List.of(new Candidate(type, column, Fills.of(Declared.of(type), type, column, conflicts))));
  }

  private static Candidate candidate(
      Types.NestedField field, Types.StructType type, StructColumn columns, Conflicts conflicts) {
    Column column = columns.child(type.fields().indexOf(field));
    return new Candidate(
        field.type(), column, Fills.of(Declared.of(field.type()), field.type(), column, conflicts));
  }

  /** What a struct has no value for becomes null with its end. */
  @Override
  void addNull() {
    if (struct == null) {
      super.addNull();
    }
  }

  @Override
  void value(JsonInput in) throws MalformedException {
    Kind kind = kind(in);
    for (Candidate candidate : candidates) {
      if (fits(candidate.type, kind)) {
        if (struct != null && candidate.column.size() > struct.size()) {
          throw new MalformedException(
              "field " + in.name() + " would go to a column that the record has another field for");
        }
        candidate.fill.value(in);
        return;
      }
    }
    throw new MalformedException(
        "field "
            + in.name()
            + " is "
            + kind.name().toLowerCase(Locale.ROOT)
            + ", which does not fit its column of type "
            + candidates.get(0).type);
  }

  private static Kind kind(JsonInput in) throws MalformedException {
    JsonToken token = in.token();
    if (token.isNumeric()) {
      return in.numberKind();
    }
    return switch (token) {
      case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
      case START_OBJECT -> Kind.OBJECT;
      case START_ARRAY -> Kind.LIST;
      default -> Kind.STRING;
    };
  }

  private static boolean fits(Type type, Kind kind) {
    return switch (kind) {
      case BOOLEAN -> type.typeId() == Type.TypeID.BOOLEAN;
      case SMALL ->
          type.typeId() == Type.TypeID.LONG
              || type.typeId() == Type.TypeID.DECIMAL
              || type.typeId() == Type.TypeID.DOUBLE;
      case LONG -> type.typeId() == Type.TypeID.LONG || type.typeId() == Type.TypeID.DECIMAL;
      case DIGITS -> type.typeId() == Type.TypeID.DECIMAL;
      case DOUBLE -> type.typeId() == Type.TypeID.DOUBLE;
      case STRING, OPAQUE -> type.typeId() == Type.TypeID.STRING;
      case OBJECT -> type.isStructType();
      case LIST -> type.isListType();
    };
  }
}
