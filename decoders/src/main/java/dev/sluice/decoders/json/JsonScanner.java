// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import java.util.Arrays;

/**
 * Finds the tokens of JSON by RFC 8259, to the letter, in bytes that are UTF-8, and refuses objects
 * that have a name twice. Nothing is made of a token but its place; only names become strings, and
 * each of them once.
 */
final class JsonScanner {
  private static final int MOST_DEPTH = 1000;
  private static final int MOST_DIGITS = 1000;

  /** What some put before UTF-8. */
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final JsonNames known = new JsonNames();
  private byte[] bytes = new byte[0];
  private int from;
  private int at;
  private int end;
  private JsonToken token;
  private int tokenAt;
  private boolean escaped;

  private int depth;
  private boolean[] objects = new boolean[16];
  private String[] names = new String[16];
  private NameSet[] seen = new NameSet[16];

  /** Starts over with the text in {@code bytes[from, from + length)}. */
  void open(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.from = from;
    this.at = from;
    this.end = from + length;
    this.token = null;
    this.depth = 0;
    names[0] = null;
    if (length >= 3
        && bytes[from] == MARK[0]
        && bytes[from + 1] == MARK[1]
        && bytes[from + 2] == MARK[2]) {
      at += MARK.length;
    }
  }

  /** The current token; null before the first and after the last. */
  JsonToken token() {
    return token;
  }

  /** Index of the current token's first byte; of a string, its quote. */
  int tokenAt() {
    return tokenAt;
  }

  /** Index after the current token's last byte. */
  int tokenEnd() {
    return at;
  }

  /** Whether the current token, a string, has escapes. */
  boolean isEscaped() {
    return escaped;
  }

  /** Name of the field whose value the current token begins or ends, or is inside of. */
  String name() {
    int level = depth;
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      level--;
    }
    while (level > 0 && names[level] == null) {
      level--;
    }
    return names[level];
  }

  /** Moves to the next token; null at the end. */
  JsonToken next() throws MalformedException {
    skipSpace();
    token = found();
    return token;
  }

  private JsonToken found() throws MalformedException {
    if (depth == 0) {
      return at == end ? null : value();
    }
    if (token == JsonToken.FIELD_NAME) {
      return value();
    }
    boolean object = objects[depth];
    boolean first = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
    if (current() == (object ? '}' : ']')) {
      tokenAt = at++;
      depth--;
      return object ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
    }
    if (!first) {
      expect(',');
      skipSpace();
    }
    return object ? fieldName() : value();
  }

  private void skipSpace() {
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  private byte current() throws MalformedException {
    if (at == end) {
      throw cut();
    }
    return bytes[at];
  }

  private void expect(char wanted) throws MalformedException {
    if (current() != wanted) {
      throw unexpected("'" + wanted + "'");
    }
    at++;
  }

  private JsonToken fieldName() throws MalformedException {
    if (current() != '"') {
      throw unexpected("a name in double quotes");
    }
    string();
    String name =
        escaped
            ? JsonText.unescaped(bytes, tokenAt + 1, at - 1)
            : known.of(bytes, tokenAt + 1, at - 1);
    if (!seen[depth].add(name)) {
      throw malformed(tokenAt, "Duplicate field '" + name + "'");
    }
    names[depth] = name;
    skipSpace();
    expect(':');
    return JsonToken.FIELD_NAME;
  }

  private JsonToken value() throws MalformedException {
    byte first = current();
    tokenAt = at;
    return switch (first) {
      case '{' -> enter(true);
      case '[' -> enter(false);
      case '"' -> string();
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> word();
    };
  }

  private JsonToken enter(boolean object) throws MalformedException {
    if (depth == MOST_DEPTH) {
      throw malformed(at, "values are nested more than " + MOST_DEPTH + " deep");
    }
    at++;
    if (++depth == objects.length) {
      objects = Arrays.copyOf(objects, 2 * depth);
      names = Arrays.copyOf(names, 2 * depth);
      seen = Arrays.copyOf(seen, 2 * depth);
    }
    objects[depth] = object;
    names[depth] = null;
    if (object) {
      if (seen[depth] == null) {
        seen[depth] = new NameSet();
      }
      seen[depth].clear();
    }
    return object ? JsonToken.START_OBJECT : JsonToken.START_ARRAY;
  }

  private JsonToken string() throws MalformedException {
    tokenAt = at;
    escaped = false;
    int i = at + 1;
    while (i < end && bytes[i] != '"') {
      byte b = bytes[i];
      if (b == '\\') {
        escaped = true;
        i = afterEscape(i + 1);
      } else if (b >= 0 && b < ' ') {
        throw malformed(i, "a control character must be escaped in a string");
      } else {
        i++;
      }
    }
    if (i >= end) {
      throw cut();
    }
    at = i + 1;
    return JsonToken.VALUE_STRING;
  }

  private int afterEscape(int i) throws MalformedException {
    if (i >= end) {
      throw cut();
    }
    switch (bytes[i]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return i + 1;
      }
      case 'u' -> {
        for (int digit = i + 1; digit <= i + 4; digit++) {
          if (digit >= end) {
            throw cut();
          }
          if (Character.digit(bytes[digit], 16) < 0) {
            throw malformed(digit, "an escape needs four hexadecimal digits");
          }
        }
        return i + 5;
      }
      default -> throw malformed(i, "Unexpected character after a backslash");
    }
  }

  private JsonToken number() throws MalformedException {
    if (bytes[at] == '-') {
      at++;
    }
    if (current() == '0') {
      at++;
      if (isDigit()) {
        throw malformed(tokenAt, "Leading zeroes not allowed");
      }
    } else {
      digits();
    }
    boolean whole = true;
    if (at < end && bytes[at] == '.') {
      at++;
      digits();
      whole = false;
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      at++;
      if (current() == '+' || current() == '-') {
        at++;
      }
      digits();
      whole = false;
    }
    if (at - tokenAt > MOST_DIGITS) {
      throw malformed(tokenAt, "a number has more than " + MOST_DIGITS + " characters");
    }
    return whole ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
  }

  private boolean isDigit() {
    return at < end && bytes[at] >= '0' && bytes[at] <= '9';
  }

  /** One at least. */
  private void digits() throws MalformedException {
    current();
    if (!isDigit()) {
      throw unexpected("a digit");
    }
    while (isDigit()) {
      at++;
    }
  }

  private JsonToken word() throws MalformedException {
    int i = at;
    while (i < end && Character.isLetterOrDigit(bytes[i])) {
      i++;
    }
    if (i == at) {
      throw unexpected("a value");
    }
    at = i;
    if (is("true")) {
      return JsonToken.VALUE_TRUE;
    }
    if (is("false")) {
      return JsonToken.VALUE_FALSE;
    }
    if (is("null")) {
      return JsonToken.VALUE_NULL;
    }
    String word = JsonText.ascii(bytes, tokenAt, at);
    boolean number = word.equals("NaN") || word.equals("Infinity");
    throw malformed(tokenAt, (number ? "Non-standard" : "Unrecognized") + " token '" + word + "'");
  }

  private boolean is(String word) {
    if (at - tokenAt != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[tokenAt + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private MalformedException unexpected(String wanted) {
    int code = bytes[at];
    String shown = code > ' ' && code < 0x7F ? "'" + (char) code + "'" : "of code " + (code & 0xFF);
    return malformed(at, "Unexpected character " + shown + " where " + wanted + " should be");
  }

  private MalformedException cut() {
    return malformed(end, "Unexpected end-of-input");
  }

  private MalformedException malformed(int where, String reason) {
    return new MalformedException(
        "the value is not well-formed JSON at byte " + (where - from) + ": " + reason);
  }
}
