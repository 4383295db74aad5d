// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BytesColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our scanner beside another parser: the same tokens, and the same texts refused. */
class JsonScannerTest {
  private static final JsonFactory OTHER =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final String ALPHABET = "{}[]\",:\\ue0123456789.-+E tfnrlasx\u00e9\ud83d\ude00\n";
  private static final String REFUSED = "refused";

  @Test
  void findsWhatAnotherParserFinds() throws IOException {
    Random random = new Random(20261125);
    int accepted = 0;
    for (int round = 0; round < 40_000; round++) {
      String text = damaged(object(random, 3), random);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      List<String> tokens = ours(bytes);
      assertThat(tokens).as(text).isEqualTo(theirs(bytes));
      accepted += tokens.contains(REFUSED) ? 0 : 1;
    }
    assertThat(accepted).isBetween(5_000, 35_000);
  }

  private static String object(Random random, int depth) {
    StringBuilder object = new StringBuilder("{");
    int fields = random.nextInt(4);
    for (int i = 0; i < fields; i++) {
      object.append(i == 0 ? "" : random.nextBoolean() ? "," : " ,\n");
      object.append('"').append((char) ('a' + random.nextInt(8))).append("\":");
      object.append(value(random, depth));
    }
    return object.append('}').toString();
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> "null";
      case 1 -> Boolean.toString(random.nextBoolean());
      case 2 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 3 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
      case 4 -> "\"plain \u00e9\ud83d\ude00\"";
      case 5 -> "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"";
      case 6 -> random.nextInt(1000) + "." + random.nextInt(1000);
      case 7 -> object(random, depth - 1);
      default -> "[" + value(random, depth - 1) + ", " + value(random, depth - 1) + "]";
    };
  }

  /** One in two has a character changed, put in or taken out. */
  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int times = random.nextInt(2) * (1 + random.nextInt(2)); times > 0; times--) {
      int at = random.nextInt(damaged.length());
      String piece = ALPHABET.substring(random.nextInt(ALPHABET.length() - 1)).substring(0, 1);
      if (Character.isSurrogate(piece.charAt(0)) || Character.isSurrogate(damaged.charAt(at))) {
        continue;
      }
      damaged.replace(at, at + random.nextInt(2), random.nextInt(3) == 0 ? "" : piece);
    }
    return damaged.toString();
  }

  private static List<String> ours(byte[] bytes) {
    List<String> tokens = new ArrayList<>();
    JsonScanner scanner = new JsonScanner();
    scanner.open(bytes, 0, bytes.length);
    try {
      int depth = 0;
      for (JsonToken token = scanner.next(); token != null; token = scanner.next()) {
        if (isNoPartOfTheObject(token, depth, tokens)) {
          return List.of(REFUSED);
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        boolean scalar = token.isScalarValue();
        String name = token == JsonToken.FIELD_NAME ? scanner.name() : "";
        tokens.add(token + " " + name + (scalar ? text(bytes, scanner) : ""));
      }
    } catch (MalformedException e) {
      return List.of(REFUSED);
    }
    return tokens;
  }

  /** A value is one object; how a parser splits what comes before or after it does not matter. */
  private static boolean isNoPartOfTheObject(JsonToken token, int depth, List<String> before) {
    return depth == 0 && !(before.isEmpty() && token == JsonToken.START_OBJECT);
  }

  private static String text(byte[] bytes, JsonScanner scanner) {
    return scanner.token() == JsonToken.VALUE_STRING
        ? JsonText.unescaped(bytes, scanner.tokenAt() + 1, scanner.tokenEnd() - 1)
        : JsonText.ascii(bytes, scanner.tokenAt(), scanner.tokenEnd());
  }

  private static List<String> theirs(byte[] bytes) {
    List<String> tokens = new ArrayList<>();
    try (JsonParser parser = OTHER.createParser(bytes)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (isNoPartOfTheObject(token, depth, tokens)) {
          return List.of(REFUSED);
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        boolean scalar = token.isScalarValue();
        String name = token == JsonToken.FIELD_NAME ? parser.currentName() : "";
        tokens.add(token + " " + name + (scalar ? parser.getText() : ""));
      }
    } catch (IOException e) {
      return List.of(REFUSED);
    }
    return tokens;
  }

  @Test
  void numbersAreThoseThatTheLanguageReads() {
    Random random = new Random(7);
    for (int round = 0; round < 100_000; round++) {
      String text =
          round % 2 == 0
              ? (random.nextBoolean() ? "-" : "")
                  + random.nextInt(1 << 20)
                  + "."
                  + random.nextInt(1 << 20)
              : Double.toString(Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      assertThat(JsonText.doubleValue(bytes, 0, bytes.length))
          .as(text)
          .isEqualTo(Double.parseDouble(text));
      String whole = Long.toString(random.nextLong() >> random.nextInt(64));
      byte[] digits = whole.getBytes(StandardCharsets.US_ASCII);
      assertThat(JsonText.longValue(digits, 0, digits.length)).isEqualTo(Long.parseLong(whole));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\ud83d\\ude00\\u20ac\\u00e9\\u0041 | \ud83d\ude00\u20ac\u00e9A",
        "a\\\\\\\"\\/\u20ac\\t. | a\\\"/\u20ac\t.",
      })
  void escapesBecomeUtf8(String escaped, String text) throws MalformedException {
    byte[] bytes = escaped.getBytes(StandardCharsets.UTF_8);
    BytesColumn column = new BytesColumn();
    new JsonText().addUnescaped(bytes, 0, bytes.length, column);
    assertThat(new String(column.data(), 0, column.to(0), StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void moreNamesThanAreKeptAreStillFoundTwice() throws MalformedException {
    StringBuilder object = new StringBuilder("{");
    for (int i = 0; i < 5_000; i++) {
      object.append("\"name").append(i).append("\":").append(i).append(',');
    }
    byte[] once = (object + "\"last\":1}").getBytes(StandardCharsets.UTF_8);
    JsonInput in = new JsonInput();
    for (int pass = 0; pass < 2; pass++) {
      in.open(once, 0, once.length);
      in.skip();
      in.end();
    }
    assertThat(ours((object + "\"name17\":1}").getBytes(StandardCharsets.UTF_8)))
        .containsExactly(REFUSED);
  }
}
