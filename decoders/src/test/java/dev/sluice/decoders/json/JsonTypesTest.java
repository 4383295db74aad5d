// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.decoders.Rows;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class JsonTypesTest {
  private static final Type STRING = Types.StringType.get();
  private static final Type LONG = Types.LongType.get();

  @Test
  void eachKindOfValueHasItsType() {
    Rows objects = Objects.of("{'flag':true,'count':-7,'price':1.25,'text':'größer','none':null}");
    assertThat(objects.type().fields())
        .extracting(f -> f.name() + " " + f.type() + " " + f.isOptional())
        .containsExactly(
            "flag boolean true", "count long true", "price double true", "text string true");
    assertThat(objects.column("flag")).containsExactly(true);
    assertThat(objects.column("count")).containsExactly(-7L);
    assertThat(objects.column("price")).containsExactly(1.25);
    assertThat(objects.column("text")).containsExactly("größer");
  }

  @Test
  void aFieldThatSomeObjectsLackIsNullThere() {
    Rows objects = Objects.of("{'a':1}", "{'b':2,'a':null}", "{'b':3,'a':4}");
    assertThat(objects.column("a")).containsExactly(1L, null, 4L);
    assertThat(objects.column("b")).containsExactly(null, 2L, 3L);
  }

  @Test
  void wholeNumbersBeyondALongMakeDecimals() {
    Rows objects = Objects.of("{'a':1}", "{'a':9223372036854775808}", "{'a':-5}");
    assertThat(objects.type("a")).isEqualTo(Types.DecimalType.of(38, 0));
    assertThat(objects.column("a"))
        .containsExactly(BigInteger.ONE, BigInteger.TWO.pow(63), BigInteger.valueOf(-5));
  }

  @Test
  void wholeNumbersBeyondADecimalMakeStrings() {
    String most = "9".repeat(38);
    assertThat(Objects.of("{'a':-" + most + "}").type("a")).isEqualTo(Types.DecimalType.of(38, 0));
    Rows objects = Objects.of("{'a':1}", "{'a':" + most + "9}");
    assertThat(objects.type("a")).isEqualTo(STRING);
    assertThat(objects.column("a")).containsExactly("1", most + "9");
  }

  @Test
  void longsAmongFractionsMakeDoublesIfNoneLosesADigit() {
    Rows objects = Objects.of("{'a':1.5}", "{'a':9007199254740992}", "{'a':-3}");
    assertThat(objects.column("a")).containsExactly(1.5, 9007199254740992.0, -3.0);
    Rows wide = Objects.of("{'a':1.50}", "{'a':9007199254740993}");
    assertThat(wide.column("a")).containsExactly("1.50", "9007199254740993");
    Rows most = Objects.of("{'a':1.5}", "{'a':9223372036854775807}");
    assertThat(most.type("a")).isEqualTo(STRING);
  }

  @Test
  void numbersBeyondADoubleMakeStrings() {
    assertThat(Objects.of("{'a':1e400}", "{'a':2.5}").column("a")).containsExactly("1e400", "2.5");
    assertThat(Objects.of("{'a':1e-400}").column("a")).containsExactly("1e-400");
    assertThat(Objects.of("{'a':0e-400}").column("a")).containsExactly(0.0);
  }

  @Test
  void conflictingKindsMakeStringsWithTheJsonTextAsItWasWritten() {
    Rows objects =
        Objects.of(
            "{'a':'text \\u00e9'}",
            "{ 'a' : {'b' : [1, {'c':'ü'}] } }",
            "{'a':[true, 2 ],'z':1}",
            "{'a':1.50}",
            "{'a':false}",
            "{'a':null,'z':1}");
    assertThat(objects.column("a"))
        .containsExactly(
            "text é", "{\"b\" : [1, {\"c\":\"ü\"}] }", "[true, 2 ]", "1.50", "false", null);
  }

  @Test
  void objectsMakeStructsOfAllTheirFields() {
    Rows objects =
        Objects.of("{'a':{'x':1}}", "{'a':{'y':'t','x':null}}", "{'a':null,'z':1}", "{'a':{}}");
    assertThat(objects.column("a"))
        .containsExactly(
            map("x", 1L, "y", null), map("x", null, "y", "t"), null, map("x", null, "y", null));
  }

  private static Map<String, Object> map(String a, Object x, String b, Object y) {
    Map<String, Object> map = new java.util.LinkedHashMap<>();
    map.put(a, x);
    map.put(b, y);
    return map;
  }

  @Test
  void arraysMakeLists() {
    Rows objects =
        Objects.of(
            "{'a':[1,null,2]}", "{'a':[]}", "{'a':null,'z':1}", "{'a':[3],'b':[[{'c':1.5}],[]]}");
    assertThat(objects.column("a"))
        .containsExactly(Arrays.asList(1L, null, 2L), List.of(), null, List.of(3L));
    assertThat(objects.column("b"))
        .containsExactly(null, null, null, List.of(List.of(Map.of("c", 1.5)), List.of()));
    assertThat(Objects.of("{'a':[]}").type("a").asListType().elementType()).isEqualTo(STRING);
  }

  @Test
  void elementsOfConflictingKindsAreStrings() {
    assertThat(Objects.of("{'a':[1,'x']}", "{'a':[{}]}").column("a"))
        .containsExactly(List.of("1", "x"), List.of("{}"));
  }

  @Test
  void fieldsHaveNumbersOfTheirOwn() {
    Types.StructType type = Objects.of("{'a':{'b':[{'c':1}]},'d':1}").type();
    assertThat(type.field("a").fieldId()).isEqualTo(1);
    assertThat(type.field("d").fieldId()).isEqualTo(5);
    assertThat(type.fieldType("d")).isEqualTo(LONG);
  }

  @Test
  void objectsWithDataForNamesAreKeptAsText() {
    StringBuilder object = new StringBuilder("{'a':{'n':1");
    for (int i = 0; i < Shape.MOST_FIELDS; i++) {
      object.append(",'n").append(i).append("':1");
    }
    Rows objects = Objects.of(object + "}}", "{'a':{'n':2}}");
    assertThat(objects.type("a")).isEqualTo(STRING);
    assertThat(objects.column("a").get(1)).isEqualTo("{\"n\":2}");
    assertThat(objects.rejected()).isEmpty();
  }

  @Test
  void deepObjectsAreKeptAsTextFromSomeDepthOn() {
    Rows objects = Objects.of("{'a':" + "{'a':".repeat(500) + "1" + "}".repeat(500) + "}");
    assertThat(objects.rejected()).isEmpty();
    assertThat(objects.type().toString()).contains("string").hasSizeLessThan(2000);
  }
}
