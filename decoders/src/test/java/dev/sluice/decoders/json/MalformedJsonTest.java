// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.decoders.Rows;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedJsonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'a':'x'} more | Unrecognized token",
        "{'a':'x'}{} | something follows",
        "{'a':'x' | Unexpected end-of-input",
        "{'a':'x','a':'y'} | Duplicate field 'a'",
        "{'b':{'a':'x','a':'y'},'a':'x'} | Duplicate field 'a'",
        "['x'] | is a JSON array, not an object",
        "'x' | is a JSON string, not an object",
        "1 | is a JSON number, not an object",
        "null | is a JSON null, not an object",
        "~~ | is empty, not a JSON object",
        "~  ~ | is empty, not a JSON object",
        "{a:1} | Unexpected character",
        "{'a':01} | Leading zeroes not allowed",
        "{'a':NaN} | Non-standard token 'NaN'",
        "{'a':} | Unexpected character",
        "{'':1} | the name ''",
        "{} | no field with a value",
        "{'a':null} | no field with a value",
        "{'a':'\\ud800'} | half a surrogate pair",
      })
  void isRejectedAloneAndLeavesNoMarkOnTheTypes(String value, String reason) {
    Rows objects = Objects.of("{'a':1,'c':true}", value, "{'a':2}");
    assertThat(objects.rejected()).containsOnlyKeys(1L);
    assertThat(objects.rejected().get(1L).replace('"', '\'')).contains(reason);
    if (!reason.contains("surrogate")) {
      assertThat(objects.type("a")).isEqualTo(Types.LongType.get());
      assertThat(objects.column("a")).containsExactly(1L, 2L);
    }
    assertThat(objects.rows()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "UTF-16BE", "UTF-16LE", "UTF-32"})
  void otherEncodingsAreRejected(String charset) {
    byte[] other = "{\"a\":\"größer\"}".getBytes(Charset.forName(charset));
    Rows objects = Objects.of(List.of(other, "{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
    assertThat(objects.rejected().get(0L)).contains("not JSON in UTF-8");
    assertThat(objects.column("a")).containsExactly(1L);
  }

  @Test
  void badUtf8IsRejectedEvenWhereNoColumnIsMadeOfIt() {
    byte[] overlong = "{\"a\":1,\"b\":{\"c\":null,\"d__\":null}}".getBytes(StandardCharsets.UTF_8);
    int at = new String(overlong, StandardCharsets.UTF_8).indexOf("__");
    overlong[at] = (byte) 0xC0;
    overlong[at + 1] = (byte) 0xA2;
    assertThat(Objects.of(List.of(overlong)).rejected().get(0L)).contains("byte " + at);
  }

  @Test
  void aTombstoneIsRejectedAlone() {
    Rows objects = Objects.of(Arrays.asList(null, "{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
    assertThat(objects.rejected().get(0L)).contains("tombstone");
    assertThat(objects.column("a")).containsExactly(1L);
  }

  @Test
  void noRecordLosesAFieldBecauseThereAreTooMany() {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i <= Shape.MOST_FIELDS; i++) {
      values.add(("{\"f" + i + "\":1}").getBytes(StandardCharsets.UTF_8));
    }
    Rows objects = Objects.of(values);
    assertThat(objects.rows()).isEqualTo(Shape.MOST_FIELDS);
    assertThat(objects.rejected()).containsOnlyKeys((long) Shape.MOST_FIELDS);
    assertThat(objects.rejected().get((long) Shape.MOST_FIELDS)).contains("f1000 has no column");
  }

  /** Any bytes make a row or a rejection, and nothing else. */
  @Test
  void damagedObjectsNeverStopTheReader() {
    Random random = new Random(20261123);
    byte[] whole =
        "{\"a\":[1,2.5e3,{\"b\":\"\\u00e9ü\"}],\"c\":{\"d\":null,\"e\":-12345678901234567890},\"f\":true}"
            .getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 200; round++) {
      List<byte[]> values = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        byte[] value = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
          value[random.nextInt(value.length)] = (byte) random.nextInt(256);
        }
        values.add(random.nextInt(4) == 0 ? whole : value);
      }
      Rows objects = Objects.of(values);
      assertThat(objects.rows() + objects.rejected().size()).isEqualTo(values.size());
    }
  }
}
