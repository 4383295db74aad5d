// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.schema.CommonType;
import dev.sluice.warehouse.dialect.Span;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The fields that some of the rows carry, each with a type that holds its values, as far as there
 * is one.
 */
final class TypeUnion {
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

  /** Where no type holds the values of both, that of the earlier ones stays. */
  private static Type common(Type earlier, Type later) {
    return earlier.isNestedType() && later.isNestedType()
        ? earlier
        : CommonType.of(earlier, later).orElse(earlier);
  }
}
