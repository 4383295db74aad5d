// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SortKeysTest {
  /** Values of each type from the least to the greatest. */
  static Stream<Arguments> ascending() {
    return Stream.of(
        Arguments.of(Types.BooleanType.get(), List.of(booleans(false), booleans(true))),
        Arguments.of(
            Types.IntegerType.get(),
            Stream.of(Integer.MIN_VALUE, -256, -1, 0, 1, 255, Integer.MAX_VALUE)
                .map(SortKeysTest::ints)
                .toList()),
        Arguments.of(
            Types.TimestampType.withZone(),
            Stream.of(Long.MIN_VALUE, -65_536L, -1L, 0L, 1L, 1L << 40, Long.MAX_VALUE)
                .map(SortKeysTest::longs)
                .toList()),
        Arguments.of(
            Types.FloatType.get(),
            Stream.of(Float.NEGATIVE_INFINITY, -2f, -0f, 0f, Float.MIN_VALUE, 3f, Float.NaN)
                .map(SortKeysTest::floats)
                .toList()),
        Arguments.of(
            Types.DoubleType.get(),
            Stream.of(Double.NEGATIVE_INFINITY, -1e300, -0.0, 0.0, 1e-300, Double.NaN)
                .map(SortKeysTest::doubles)
                .toList()),
        Arguments.of(
            Types.DecimalType.of(18, 2),
            Stream.of(-100L, -1L, 0L, 99L).map(SortKeysTest::longs).toList()),
        Arguments.of(
            Types.DecimalType.of(38, 2),
            Stream.of(
                    "-99999999999999999999999999999999999999",
                    "-256",
                    "-128",
                    "-1",
                    "0",
                    "127",
                    "128",
                    "340282366920938463463374607431768211",
                    "99999999999999999999999999999999999999")
                .map(digits -> bytes(new BigInteger(digits).toByteArray()))
                .toList()),
        Arguments.of(
            Types.StringType.get(),
            List.of(
                bytes(),
                bytes((byte) 0),
                bytes((byte) 0, (byte) 1),
                bytes((byte) 'a'),
                bytes((byte) 'a', (byte) 0),
                bytes((byte) 'a', (byte) 0, (byte) 255),
                bytes((byte) 'a', (byte) 1),
                bytes((byte) 'b'),
                bytes((byte) 195, (byte) 164))));
  }

  private static Consumer<Column> booleans(boolean value) {
    return column -> ((BooleanColumn) column).add(value);
  }

  private static Consumer<Column> ints(int value) {
    return column -> ((IntColumn) column).add(value);
  }

  private static Consumer<Column> longs(long value) {
    return column -> ((LongColumn) column).add(value);
  }

  private static Consumer<Column> floats(float value) {
    return column -> ((FloatColumn) column).add(value);
  }

  private static Consumer<Column> doubles(double value) {
    return column -> ((DoubleColumn) column).add(value);
  }

  private static Consumer<Column> bytes(byte... value) {
    return column -> ((BytesColumn) column).add(value, 0, value.length);
  }

  @ParameterizedTest
  @MethodSource("ascending")
  void ordersValuesOfEveryType(Type type, List<Consumer<Column>> ascending) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i <= ascending.size(); i++) {
      numbers.add(i);
    }
    for (String way : List.of("v", "v desc", "v nulls last", "v desc nulls first")) {
      Collections.shuffle(numbers, new Random(7));
      ColumnBatch batch =
          new ColumnBatch(
              Types.StructType.of(Types.NestedField.optional(1, "v", type)), numbers.size());
      for (int number : numbers) {
        // The number after the last value stands for null.
        if (number < ascending.size()) {
          ascending.get(number).accept(batch.column(0));
        }
        batch.endRow(number, 0);
      }
      assertThat(offsets(batch, way)).as(way).isEqualTo(expected(ascending.size(), way));
    }
  }

  private static List<Long> expected(int values, String way) {
    List<Long> expected = new ArrayList<>();
    for (long i = 0; i < values; i++) {
      expected.add(i);
    }
    if (way.contains("desc")) {
      Collections.reverse(expected);
    }
    boolean nullsFirst = way.equals("v") || way.endsWith("first");
    expected.add(nullsFirst ? 0 : values, (long) values);
    return expected;
  }

  private static List<Long> offsets(ColumnBatch batch, String... keys) {
    SortKeys sort = keys(batch, keys);
    sort.addBatch();
    List<Long> offsets = new ArrayList<>();
    for (int row : sort.order()) {
      offsets.add(batch.offset(row));
    }
    return offsets;
  }

  private static SortKeys keys(ColumnBatch batch, String... keys) {
    return new SortKeys(new SortOrder(Stream.of(keys).map(SortOrder.Key::parse).toList()), batch);
  }

  @Test
  void theNextColumnDecidesWhereTheFirstIsEqualAndOffsetsAtLast() {
    Types.StructType place =
        Types.StructType.of(Types.NestedField.optional(3, "city", Types.StringType.get()));
    ColumnBatch batch =
        new ColumnBatch(
            Types.StructType.of(
                Types.NestedField.optional(1, "n", Types.IntegerType.get()),
                Types.NestedField.optional(2, "place", place)),
            10);
    int[] numbers = {2, 1, 1, 2, 1};
    String[] cities = {"b", "a", "ab", "b", "a"};
    for (int i = 0; i < numbers.length; i++) {
      ints(numbers[i]).accept(batch.column(0));
      StructColumn struct = (StructColumn) batch.column(1);
      bytes(cities[i].getBytes(java.nio.charset.StandardCharsets.UTF_8)).accept(struct.child(0));
      struct.add();
      batch.endRow(i, 0);
    }
    assertThat(offsets(batch, "n desc", "place.city", "not_there"))
        .containsExactly(0L, 3L, 1L, 4L, 2L);
    assertThat(offsets(batch, "place.city desc", "n")).containsExactly(0L, 3L, 2L, 1L, 4L);
  }

  @Test
  void refusesColumnsWithoutAnOrder() {
    ColumnBatch batch =
        new ColumnBatch(
            Types.StructType.of(
                Types.NestedField.optional(
                    1, "tags", Types.ListType.ofOptional(2, Types.StringType.get()))),
            10);
    assertThatThrownBy(() -> keys(batch, "tags"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("tags");
  }

  @Test
  void readsTheWordsBehindAColumn() {
    assertThat(SortOrder.Key.parse("a")).isEqualTo(new SortOrder.Key("a", false, true));
    assertThat(SortOrder.Key.parse(" a.b ASC ")).isEqualTo(new SortOrder.Key("a.b", false, true));
    assertThat(SortOrder.Key.parse("a desc")).isEqualTo(new SortOrder.Key("a", true, false));
    assertThat(SortOrder.Key.parse("a desc nulls first"))
        .isEqualTo(new SortOrder.Key("a", true, true));
    assertThat(SortOrder.Key.parse("a nulls last")).isEqualTo(new SortOrder.Key("a", false, false));
    assertThatThrownBy(() -> SortOrder.Key.parse(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a column");
  }

  @Test
  void sortsManyRowsAsTheLibrarySortsThem() {
    Random random = new Random(11);
    ColumnBatch batch =
        new ColumnBatch(
            Types.StructType.of(Types.NestedField.optional(1, "v", Types.DecimalType.of(38, 4))),
            50_000);
    List<BigDecimal> values = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      BigInteger value = new BigInteger(random.nextInt(126), random);
      BigDecimal signed = new BigDecimal(random.nextBoolean() ? value : value.negate());
      values.add(signed);
      bytes(signed.unscaledValue().toByteArray()).accept(batch.column(0));
      batch.endRow(i, 0);
    }
    List<BigDecimal> sorted =
        offsets(batch, "v").stream().map(offset -> values.get(offset.intValue())).toList();
    Collections.sort(values);
    assertThat(sorted).isEqualTo(values);
  }
}
