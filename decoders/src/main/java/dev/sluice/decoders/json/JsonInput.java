// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BytesColumn;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Walks one JSON object after another, token by token. Every way in which bytes fail to be one
 * object in UTF-8 ends in a {@link MalformedException}.
 */
final class JsonInput {
  // Names come from records, so they must not stay in the virtual machine's table of strings.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final Utf8 utf8 = new Utf8();
  private byte[] bytes;
  private int from;
  private JsonParser parser;

  /** Moves to the opening brace of the object in {@code bytes[from, from + length)}. */
  void open(byte[] bytes, int from, int length) throws MalformedException {
    utf8.check(bytes, from, length);
    this.bytes = bytes;
    this.from = from;
    try {
      parser = FACTORY.createParser(bytes, from, length);
    } catch (IOException e) {
      throw malformed(e);
    }
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
    return parser.currentToken();
  }

  /** Null at the end. */
  JsonToken next() throws MalformedException {
    try {
      return parser.nextToken();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** Moves to the value of an object's next field; false at the object's end. */
  boolean nextField() throws MalformedException {
    if (next() == JsonToken.END_OBJECT) {
      return false;
    }
    next();
    return true;
  }

  /** Name of the field whose value's first token is the current one. */
  String name() throws MalformedException {
    try {
      return parser.currentName();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** Moves to the last token of the current value. */
  void skip() throws MalformedException {
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw malformed(e);
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
  Kind numberKind() throws MalformedException {
    try {
      if (token() == JsonToken.VALUE_NUMBER_FLOAT) {
        return Numbers.fractionKind(parser);
      }
      return Numbers.wholeKind(parser);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  long longValue() throws MalformedException {
    try {
      return parser.getLongValue();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  double doubleValue() throws MalformedException {
    try {
      return parser.getDoubleValue();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  BigInteger integerValue() throws MalformedException {
    try {
      return parser.getBigIntegerValue();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** Appends a string as it is, any other value as its JSON text. */
  void text(BytesColumn column) throws MalformedException {
    try {
      if (token() == JsonToken.START_OBJECT || token() == JsonToken.START_ARRAY) {
        int start = from + (int) parser.currentTokenLocation().getByteOffset();
        skip();
        int end = from + (int) parser.currentLocation().getByteOffset();
        column.add(bytes, start, end - start);
      } else if (token() == JsonToken.VALUE_STRING) {
        utf8.add(
            parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), column);
      } else {
        byte[] text = parser.getText().getBytes(StandardCharsets.US_ASCII);
        column.add(text, 0, text.length);
      }
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private static MalformedException malformed(IOException e) {
    if (e instanceof JsonProcessingException json) {
      long at = json.getLocation() == null ? -1 : json.getLocation().getByteOffset();
      return new MalformedException(
          "the value is not well-formed JSON"
              + (at < 0 ? "" : " at byte " + at)
              + ": "
              + json.getOriginalMessage(),
          e);
    }
    return new MalformedException("the value is not well-formed JSON: " + e.getMessage(), e);
  }
}
