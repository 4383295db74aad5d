// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Peek;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartTest {
  private static final Part DAY = Part.named("at", TimeUnit.DAY);

  /** One field that has been read: a number, or a text. */
  private record Value(Type type, long asLong, String text) implements Peek {
    static Value of(long number) {
      return new Value(Types.LongType.get(), number, "");
    }

    static Value of(String text) {
      return new Value(Types.StringType.get(), 0, text);
    }

    @Override
    public Change read(byte[] value) {
      return Change.ROW;
    }

    @Override
    public Type type(int field) {
      return type;
    }

    @Override
    public boolean isNull(int field) {
      return false;
    }

    @Override
    public long asLong(int field) {
      return asLong;
    }

    @Override
    public int from(int field) {
      return 0;
    }

    @Override
    public int length(int field) {
      return bytes(field).length;
    }

    @Override
    public byte[] bytes(int field) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static String segment(Value value) throws MalformedException {
    Buckets buckets = Buckets.of(1);
    DAY.bucket(value, 0, buckets);
    return DAY.segment(value, 0, buckets);
  }

  @Test
  void numbersAreMillisecondsAndTextsAreIsoTimes() throws MalformedException {
    assertThat(segment(Value.of(1_795_000_000_000L))).isEqualTo("at_day=2026-11-18");
    assertThat(segment(Value.of("2026-11-23T23:30:00-02:00"))).isEqualTo("at_day=2026-11-24");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE})
  void refusesNumbersBeyondTime(long number) {
    assertThatThrownBy(() -> segment(Value.of(number)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("no time in milliseconds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+999999999-01-01T00:00:00Z", "soon", ""})
  void refusesTextsThatAreNoTime(String text) {
    assertThatThrownBy(() -> segment(Value.of(text)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("not a time such as");
  }
}
