// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Span;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;

/** The fields that some of the rows carry, each with a type that holds all of its values. */
final class TypeUnion {
  private static final int DIGITS = 38;

  private TypeUnion() {}

  /** Fields whose names differ only in case are one: the first spelling stays. */
  static Map<String, Type> of(List<Span> spans) {
    Map<String, String> spellings = new HashMap<>();
    Map<String, Type> union = new LinkedHashMap<>();
    for (Span span : spans) {
      for (Types.NestedField field : span.batch().type().fields()) {
        String name =
            spellings.computeIfAbsent(
                field.name().toLowerCase(Locale.ROOT), folded -> field.name());
        union.merge(name, field.type(), TypeUnion::common);
      }
    }
    return union;
  }

  /** Where nothing else holds values of both types, their text does. */
  private static Type common(Type a, Type b) {
    if (a.equals(b) || (a.isNestedType() && b.isNestedType())) {
      return a;
    }
    if (a.typeId() == TypeID.DECIMAL && b.typeId() == TypeID.DECIMAL) {
      return common((Types.DecimalType) a, (Types.DecimalType) b);
    }
    if (a.typeId() == b.typeId() && a.typeId() == TypeID.FIXED) {
      return Types.BinaryType.get();
    }
    if (promotes(a, b)) {
      return b;
    }
    if (promotes(b, a)) {
      return a;
    }
    return Types.StringType.get();
  }

  private static boolean promotes(Type from, Type to) {
    return (from.typeId() == TypeID.INTEGER
            && (to.typeId() == TypeID.LONG || to.typeId() == TypeID.DOUBLE))
        || (from.typeId() == TypeID.LONG && to.typeId() == TypeID.DOUBLE)
        || (from.typeId() == TypeID.FLOAT && to.typeId() == TypeID.DOUBLE)
        || (from.typeId() == TypeID.FIXED && to.typeId() == TypeID.BINARY);
  }

  private static Type common(Types.DecimalType a, Types.DecimalType b) {
    int scale = Math.max(a.scale(), b.scale());
    int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    return Types.DecimalType.of(Math.min(DIGITS, whole + scale), scale);
  }
}
