// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class JsonPeekTest {
  private static Peek peek(String value, String... fields) throws MalformedException {
    Peek peek = new JsonFormat().newPeek(List.of(fields));
    peek.read(value.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return peek;
  }

  private static String text(Peek peek, int field) {
    return new String(
        peek.bytes(field), peek.from(field), peek.length(field), StandardCharsets.UTF_8);
  }

  @Test
  void readsFieldsInTheOrderAskedFor() throws MalformedException {
    Peek peek =
        peek("{'x':{'id':0},'id':7,'ok':true,'country':'Österreich'}", "country", "id", "ok");
    assertThat(text(peek, 0)).isEqualTo("Österreich");
    assertThat(peek.asLong(1)).isEqualTo(7);
    assertThat(peek.asLong(2)).isEqualTo(1);
    assertThat(peek.type(0)).isEqualTo(Types.StringType.get());
    assertThat(peek.type(1)).isEqualTo(Types.LongType.get());
    assertThat(peek.type(2)).isEqualTo(Types.BooleanType.get());
  }

  @Test
  void readsFieldsOfObjectsInside() throws MalformedException {
    Peek peek =
        peek(
            "{'b':{'c':5},'a':{'x':1,'b':{'c':7,'d':8},'e':2},'a.f':'dotted','z':[1]}",
            "a.b.c",
            "a.e",
            "a.f",
            "a.b.nothing",
            "z.c");
    assertThat(peek.asLong(0)).isEqualTo(7);
    assertThat(peek.asLong(1)).isEqualTo(2);
    assertThat(text(peek, 2)).isEqualTo("dotted");
    assertThat(peek.isNull(3)).isTrue();
    assertThat(peek.isNull(4)).isTrue();
  }

  @Test
  void aFieldCanBeAskedForTwice() throws MalformedException {
    Peek peek = peek("{'at':'2026-11-23'}", "at", "at");
    assertThat(text(peek, 0)).isEqualTo(text(peek, 1)).isEqualTo("2026-11-23");
  }

  @Test
  void missingFieldsAreNullAsInTheirColumns() throws MalformedException {
    Peek peek = peek("{'a':null}", "a", "b");
    assertThat(peek.isNull(0)).isTrue();
    assertThat(peek.isNull(1)).isTrue();
  }

  @Test
  void nothingIsLeftOverFromTheRecordBefore() throws MalformedException {
    Peek peek = peek("{'a':'one'}", "a");
    peek.read("{\"a\":\"2\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(text(peek, 0)).isEqualTo("2");
    peek.read("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(peek.isNull(0)).isTrue();
  }

  @Test
  void otherValuesSayWhatTheyAre() throws MalformedException {
    Peek peek = peek("{'a':1.5,'b':[1],'c':{},'d':12345678901234567890}", "a", "b", "c", "d");
    assertThat(List.of(0, 1, 2, 3))
        .extracting(i -> peek.type(i).typeId())
        .containsExactly(
            Type.TypeID.DOUBLE, Type.TypeID.LIST, Type.TypeID.STRUCT, Type.TypeID.DOUBLE);
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThatThrownBy(() -> peek("[1]", "a"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("not an object");
    assertThatThrownBy(() -> new JsonFormat().newPeek(List.of("a")).read(null))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("no value");
  }
}
