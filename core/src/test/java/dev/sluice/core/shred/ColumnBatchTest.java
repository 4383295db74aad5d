// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class ColumnBatchTest {
  private static final Types.StructType TYPE =
      Types.StructType.of(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()),
          Types.NestedField.optional(
              3, "tags", Types.ListType.ofOptional(4, Types.StringType.get())),
          Types.NestedField.optional(
              5,
              "place",
              Types.StructType.of(Types.NestedField.optional(6, "city", Types.StringType.get()))));

  private final ColumnBatch batch = new ColumnBatch(TYPE, 200);
  private final LongColumn id = (LongColumn) batch.column(0);
  private final BytesColumn name = (BytesColumn) batch.column(1);
  private final ListColumn tags = (ListColumn) batch.column(2);
  private final StructColumn place = (StructColumn) batch.column(3);

  private static void text(Column column, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    ((BytesColumn) column).add(bytes, 0, bytes.length);
  }

  private static String text(Column column, int row) {
    BytesColumn bytes = (BytesColumn) column;
    return new String(bytes.data(), bytes.from(row), bytes.length(row), StandardCharsets.UTF_8);
  }

  @Test
  void fillsFieldsLeftOutWithNulls() {
    id.add(1);
    batch.endRow(10, 20);
    assertThat(batch.rows()).isEqualTo(1);
    assertThat(name.isNull(0)).isTrue();
    assertThat(tags.isNull(0)).isTrue();
    assertThat(place.isNull(0)).isTrue();
    assertThat(place.child(0).size()).isEqualTo(1);
    assertThat(batch.offset(0)).isEqualTo(10);
    assertThat(batch.timestamp(0)).isEqualTo(20);
  }

  @Test
  void anAbandonedRowLeavesNoTrace() {
    for (int row = 0; row < 100; row++) {
      id.add(row);
      text(name, "n" + row);
      text(tags.elements(), "a" + row);
      tags.elements().addNull();
      tags.add();
      text(place.child(0), "c" + row);
      place.add();
      batch.endRow(row, 0);

      id.add(-1);
      name.addNull();
      text(tags.elements(), "half a list");
      text(place.child(0), "half a struct");
      batch.abandonRow();
    }
    assertThat(batch.rows()).isEqualTo(100);
    for (int row = 0; row < 100; row++) {
      assertThat(id.get(row)).isEqualTo(row);
      assertThat(text(name, row)).isEqualTo("n" + row);
      assertThat(tags.to(row) - tags.from(row)).isEqualTo(2);
      assertThat(text(tags.elements(), tags.from(row))).isEqualTo("a" + row);
      assertThat(text(place.child(0), row)).isEqualTo("c" + row);
    }
    assertThat(name.nulls()).isZero();
    assertThat(tags.elements().size()).isEqualTo(200);
    assertThat(tags.elements().nulls()).isEqualTo(100);
  }

  @Test
  void isEmptyAfterClear() {
    id.add(1);
    batch.endRow(0, 0);
    batch.clear();
    id.add(2);
    text(name, "x");
    batch.endRow(1, 0);
    assertThat(batch.rows()).isEqualTo(1);
    assertThat(id.get(0)).isEqualTo(2);
    assertThat(text(name, 0)).isEqualTo("x");
  }
}
