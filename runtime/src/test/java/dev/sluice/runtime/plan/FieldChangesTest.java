// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.plan.SchemaImpact.Change;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** What becomes of a column in files, each of which has its own, and in a table. */
class FieldChangesTest {
  private static final Type INT = Types.IntegerType.get();
  private static final Type LONG = Types.LongType.get();
  private static final Type DOUBLE = Types.DoubleType.get();

  private static Types.StructType row(Type type) {
    return Types.StructType.of(Types.NestedField.optional(1, "f", type));
  }

  private static String effect(List<Change> changes) {
    return changes.isEmpty() ? "none" : changes.get(0).effect();
  }

  private static void mustBe(Type before, Type after, String inFiles, String inTable) {
    assertThat(effect(FieldChanges.between(row(before), row(after)))).isEqualTo(inFiles);
    assertThat(effect(FieldChanges.ofTable(row(before), row(after)))).isEqualTo(inTable);
  }

  @Test
  void aTableGrowsByIcebergsRules() {
    mustBe(INT, INT, "none", "none");
    mustBe(INT, LONG, "widen", "widen");
    mustBe(LONG, INT, "none", "none");
    mustBe(Types.FloatType.get(), DOUBLE, "widen", "widen");
    mustBe(DOUBLE, INT, "none", "none");
    mustBe(INT, DOUBLE, "widen", "refuse");
    mustBe(LONG, DOUBLE, "widen", "refuse");
    mustBe(Types.DecimalType.of(9, 2), Types.DecimalType.of(12, 2), "widen", "widen");
    mustBe(Types.DecimalType.of(9, 2), Types.DecimalType.of(12, 4), "widen", "refuse");
    mustBe(INT, Types.StringType.get(), "refuse", "refuse");
  }

  @Test
  void whatIsWithinListsAndMapsGoesTheSameWay() {
    mustBe(Types.ListType.ofOptional(2, INT), Types.ListType.ofOptional(2, LONG), "widen", "widen");
    mustBe(
        Types.ListType.ofOptional(2, INT), Types.ListType.ofOptional(2, DOUBLE), "widen", "refuse");
    mustBe(
        Types.MapType.ofOptional(2, 3, Types.StringType.get(), INT),
        Types.MapType.ofOptional(2, 3, Types.StringType.get(), DOUBLE),
        "widen",
        "refuse");
  }
}
