// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.decoders.Exact;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Walks one JSON object after another, token by token. Every way in which bytes fail to be one
 * object in UTF-8 ends in a {@link MalformedException}.
 */
final class JsonInput {
  private final Utf8 utf8 = new Utf8();
  private final JsonScanner scanner = new JsonScanner();
  private final JsonText text = new JsonText();
  private byte[] bytes = new byte[0];

  /** Moves to the opening brace of the object in {@code bytes[from, from + length)}. */
  void open(byte[] bytes, int from, int length) throws MalformedException {
    utf8.check(bytes, from, length);
    this.bytes = bytes;
    scanner.open(bytes, from, length);
    JsonToken first = next();
    if (first != JsonToken.START_OBJECT) {
      throw new MalformedException(
          first == null
              ? "the value is empty, not a JSON object"
              : "the value is a JSON " + described(first) + ", not an object");
    }
  }

  private static String described(JsonToken token) {
    return switch (token) {
      case START_ARRAY -> "array";
      case VALUE_STRING -> "string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
      case VALUE_TRUE, VALUE_FALSE -> "boolean";
      case VALUE_NULL -> "null";
      default -> "fragment";
    };
  }

  /** Makes sure that nothing follows the object. */
  void end() throws MalformedException {
    if (next() != null) {
      throw new MalformedException("something follows the JSON object");
    }
  }

  JsonToken token() {
    return scanner.token();
  }

  /** Null at the end. */
  JsonToken next() throws MalformedException {
    return scanner.next();
  }

  /** Moves to the value of an object's next field; false at the object's end. */
  boolean nextField() throws MalformedException {
    if (next() == JsonToken.END_OBJECT) {
      return false;
    }
    next();
    return true;
  }

  /** Index of the current token's first byte. */
  int start() {
    return scanner.tokenAt();
  }

  /** Bytes from {@code start} to the end of the object or array that has just been left. */
  int end(int start) {
    return scanner.tokenEnd() - start;
  }

  /** The current string. */
  String string() {
    return JsonText.unescaped(bytes, scanner.tokenAt() + 1, scanner.tokenEnd() - 1);
  }

  /** Name of the field whose value's first token is the current one. */
  String name() {
    return scanner.name();
  }

  /** Moves to the last token of the current value. */
  void skip() throws MalformedException {
    int depth = 0;
    JsonToken token = token();
    while (true) {
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth <= 0) {
        return;
      }
      token = next();
    }
  }

  /**
   * Moves to the last token of the current value.
   *
   * @return whether it is null, or an object of nothing but such values
   */
  boolean skipIfNothing() throws MalformedException {
    boolean nothing = true;
    int depth = 0;
    do {
      switch (token()) {
        case START_OBJECT -> depth++;
        case END_OBJECT -> depth--;
        case FIELD_NAME, VALUE_NULL -> {}
        default -> {
          nothing = false;
          skip();
        }
      }
    } while (depth > 0 && next() != null);
    return nothing;
  }

  /** The kind of the current number. */
  Kind numberKind() {
    return token() == JsonToken.VALUE_NUMBER_FLOAT
        ? Numbers.fractionKind(bytes, scanner.tokenAt(), scanner.tokenEnd())
        : Numbers.wholeKind(bytes, scanner.tokenAt(), scanner.tokenEnd());
  }

  long longValue() throws MalformedException {
    try {
      return JsonText.longValue(bytes, scanner.tokenAt(), scanner.tokenEnd());
    } catch (NumberFormatException e) {
      throw new MalformedException("field " + name() + " is a number beyond 64 bits", e);
    }
  }

  double doubleValue() {
    return JsonText.doubleValue(bytes, scanner.tokenAt(), scanner.tokenEnd());
  }

  /** A whole number of any length; one of 64 bits must be a double exactly. */
  double wholeAsDouble() throws MalformedException {
    return numberKind() == Kind.LONG ? Exact.floating(longValue()) : doubleValue();
  }

  BigInteger integerValue() {
    return new BigInteger(written());
  }

  BigDecimal decimalValue() throws MalformedException {
    try {
      return new BigDecimal(written());
    } catch (NumberFormatException e) {
      throw new MalformedException(
          "field " + name() + " is a number with too large an exponent", e);
    }
  }

  /** The bytes that a string in base64 stands for. */
  byte[] binaryValue() throws MalformedException {
    String base64 = JsonText.unescaped(bytes, scanner.tokenAt() + 1, scanner.tokenEnd() - 1);
    try {
      return Base64Variants.MIME_NO_LINEFEEDS.decode(base64);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("field " + name() + " is not in base64", e);
    }
  }

  /** Appends a string as it is, any other value as its JSON text. */
  void text(BytesColumn column) throws MalformedException {
    int start = scanner.tokenAt();
    if (token() != JsonToken.VALUE_STRING) {
      skip();
      column.add(bytes, start, scanner.tokenEnd() - start);
    } else if (scanner.isEscaped()) {
      text.addUnescaped(bytes, start + 1, scanner.tokenEnd() - 1, column);
    } else {
      column.add(bytes, start + 1, scanner.tokenEnd() - start - 2);
    }
  }

  /** The current token as it stands there. */
  private String written() {
    return new String(
        bytes,
        scanner.tokenAt(),
        scanner.tokenEnd() - scanner.tokenAt(),
        StandardCharsets.ISO_8859_1);
  }
}
