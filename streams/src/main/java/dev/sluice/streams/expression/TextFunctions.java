// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Functions of texts. Positions and lengths count code points from 1, as in DuckDB. */
final class TextFunctions {
  private static final int MOST = 1 << 20;

  private TextFunctions() {}

  /** Empty if there is no such function of these arguments here. */
  static Optional<Expression> of(String name, Expression[] in, SqlType result) {
    return Optional.ofNullable(
        switch (in.length) {
          case 1 -> unary(name, in, result);
          case 2 -> binary(name, in, result);
          default -> ternary(name, in, result);
        });
  }

  private static boolean texts(Expression... in) {
    return Arrays.stream(in).allMatch(e -> e.type().kind() == SqlType.Kind.VARCHAR);
  }

  private static Expression unary(String name, Expression[] in, SqlType result) {
    if (name.equals("concat")) {
      return concatenation(in);
    }
    if (!texts(in)) {
      return null;
    }
    Strict.Body body =
        switch (name) {
          case "upper", "ucase" -> (out, a) -> out.set(mapped(a[0], TextFunctions::upper));
          case "lower", "lcase" -> (out, a) -> out.set(mapped(a[0], Character::toLowerCase));
          case "length", "len", "char_length", "character_length" ->
              (out, a) -> out.set((long) length(a[0]));
          case "strlen" -> (out, a) -> out.set((long) (a[0].to() - a[0].from()));
          case "trim" -> (out, a) -> out.set(trimmed(a[0].text(), TextFunctions::isSpace, 0));
          case "ltrim" -> (out, a) -> out.set(trimmed(a[0].text(), TextFunctions::isSpace, -1));
          case "rtrim" -> (out, a) -> out.set(trimmed(a[0].text(), TextFunctions::isSpace, 1));
          default -> null;
        };
    return body == null ? null : new Strict(result, body, in);
  }

  private static Expression binary(String name, Expression[] in, SqlType result) {
    if (name.equals("concat")) {
      return concatenation(in);
    }
    Strict.Body body = texts(in) ? ofTwoTexts(name) : null;
    if (body == null && texts(in[0]) && in[1].type().isWhole()) {
      body = ofTextAndNumber(name);
    }
    return body == null ? null : new Strict(result, body, in);
  }

  private static Strict.Body ofTwoTexts(String name) {
    return switch (name) {
      case "||" -> TextFunctions::joined;
      case "contains" -> (out, a) -> out.set(a[0].text().contains(a[1].text()));
      case "starts_with", "prefix", "^@" ->
          (out, a) -> out.set(a[0].text().startsWith(a[1].text()));
      case "ends_with", "suffix" -> (out, a) -> out.set(a[0].text().endsWith(a[1].text()));
      case "position", "strpos", "instr" -> (out, a) -> out.set((long) position(a));
      case "~~" -> (out, a) -> out.set(Like.matches(a[0].text(), a[1].text()));
      case "!~~" -> (out, a) -> out.set(!Like.matches(a[0].text(), a[1].text()));
      case "~~*" -> (out, a) -> out.set(Like.matches(lower(a[0]), lower(a[1])));
      case "!~~*" -> (out, a) -> out.set(!Like.matches(lower(a[0]), lower(a[1])));
      case "trim" -> (out, a) -> out.set(trimmed(a[0].text(), among(a[1]), 0));
      case "ltrim" -> (out, a) -> out.set(trimmed(a[0].text(), among(a[1]), -1));
      case "rtrim" -> (out, a) -> out.set(trimmed(a[0].text(), among(a[1]), 1));
      default -> null;
    };
  }

  private static Strict.Body ofTextAndNumber(String name) {
    return switch (name) {
      case "left" -> (out, a) -> out.set(left(a[0].text(), a[1].number()));
      case "right" -> (out, a) -> out.set(right(a[0].text(), a[1].number()));
      case "repeat" -> (out, a) -> out.set(repeated(a[0].text(), a[1].number()));
      case "substring", "substr" ->
          (out, a) -> out.set(substring(a[0].text(), a[1].number(), Integer.MAX_VALUE));
      default -> null;
    };
  }

  private static Expression ternary(String name, Expression[] in, SqlType result) {
    if (name.equals("concat")) {
      return concatenation(in);
    }
    if (in.length != 3 || !texts(in[0])) {
      return null;
    }
    boolean numberThenText = in[1].type().isWhole() && texts(in[2]);
    Strict.Body body =
        switch (name) {
          case "replace" ->
              texts(in)
                  ? (out, a) -> out.set(replaced(a[0].text(), a[1].text(), a[2].text()))
                  : null;
          case "substring", "substr" ->
              in[1].type().isWhole() && in[2].type().isWhole()
                  ? (out, a) -> out.set(substring(a[0].text(), a[1].number(), a[2].number()))
                  : null;
          case "lpad" ->
              numberThenText
                  ? (out, a) -> out.set(padded(a[0].text(), a[1].number(), a[2].text(), true))
                  : null;
          case "rpad" ->
              numberThenText
                  ? (out, a) -> out.set(padded(a[0].text(), a[1].number(), a[2].text(), false))
                  : null;
          case "split_part" ->
              texts(in[1]) && in[2].type().isWhole()
                  ? (out, a) -> out.set(part(a[0].text(), a[1].text(), a[2].number()))
                  : null;
          default -> null;
        };
    return body == null ? null : new Strict(result, body, in);
  }

  private static void joined(Expression out, Expression[] a) {
    int left = a[0].to() - a[0].from();
    int right = a[1].to() - a[1].from();
    byte[] both = new byte[left + right];
    System.arraycopy(a[0].bytes(), a[0].from(), both, 0, left);
    System.arraycopy(a[1].bytes(), a[1].from(), both, left, right);
    out.set(both, 0, both.length);
  }

  /** concat passes over nulls. */
  private static Expression concatenation(Expression[] in) {
    Expression[] texts = new Expression[in.length];
    for (int i = 0; i < in.length; i++) {
      Optional<Expression> text = Casts.cast(in[i], SqlType.VARCHAR);
      if (text.isEmpty()) {
        return null;
      }
      texts[i] = text.get();
    }
    return new Concatenation(texts);
  }

  private static final class Concatenation extends Expression {
    private final Expression[] texts;

    Concatenation(Expression[] texts) {
      super(SqlType.VARCHAR);
      this.texts = texts.clone();
    }

    @Override
    public void evaluate() throws MalformedException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (Expression text : texts) {
        text.evaluate();
        if (!text.isNull()) {
          all.write(text.bytes(), text.from(), text.to() - text.from());
        }
      }
      set(all.toByteArray(), 0, all.size());
    }
  }

  /** The sharp s has had a capital form since Unicode 5.1, which Java does not map to. */
  private static int upper(int codePoint) {
    return codePoint == 0xDF ? 0x1E9E : Character.toUpperCase(codePoint);
  }

  private static String mapped(Expression text, IntUnaryOperator letter) {
    return text.text()
        .codePoints()
        .map(letter)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String lower(Expression text) {
    return mapped(text, Character::toLowerCase);
  }

  /** Bytes that begin a code point. */
  private static int length(Expression text) {
    int count = 0;
    for (int i = text.from(); i < text.to(); i++) {
      count += (text.bytes()[i] & 0xC0) == 0x80 ? 0 : 1;
    }
    return count;
  }

  private static boolean isSpace(int codePoint) {
    return Character.getType(codePoint) == Character.SPACE_SEPARATOR
        || (codePoint >= '\t' && codePoint <= '\r');
  }

  private static IntPredicate among(Expression set) {
    List<Integer> points = set.text().codePoints().boxed().toList();
    return points::contains;
  }

  /**
   * @param side -1: at the left, 1: at the right, 0: both
   */
  private static String trimmed(String text, IntPredicate cut, int side) {
    int from = 0;
    int to = text.length();
    while (side <= 0 && from < to && cut.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (side >= 0 && to > from && cut.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static int position(Expression[] a) {
    int at = a[0].text().indexOf(a[1].text());
    return at < 0 ? 0 : a[0].text().codePointCount(0, at) + 1;
  }

  private static String slice(String text, long from, long to) {
    int length = text.codePointCount(0, text.length());
    int begin = (int) Math.min(Math.max(from, 0), length);
    int end = (int) Math.min(Math.max(to, begin), length);
    return text.substring(text.offsetByCodePoints(0, begin), text.offsetByCodePoints(0, end));
  }

  private static String left(String text, long count) {
    int length = text.codePointCount(0, text.length());
    return slice(text, 0, count < 0 ? length + count : count);
  }

  private static String right(String text, long count) {
    int length = text.codePointCount(0, text.length());
    return count < 0 ? slice(text, -count, length) : slice(text, length - count, length);
  }

  /** A start below 0 counts from the end; a length below 0 reaches back. */
  private static String substring(String text, long start, long count) {
    int length = text.codePointCount(0, text.length());
    long from = start > 0 ? start - 1 : start < 0 ? length + start : -1;
    if (count < 0) {
      return slice(text, from + count, from);
    }
    return slice(text, from, from + count);
  }

  private static String repeated(String text, long count) throws MalformedException {
    if (count > 0 && text.length() * Math.min(count, MOST) > MOST) {
      throw new MalformedException("a repeated text is longer than " + MOST + " characters");
    }
    return text.repeat((int) Math.max(0, Math.min(count, MOST)));
  }

  private static String replaced(String text, String what, String by) {
    return what.isEmpty() ? text : text.replace(what, by);
  }

  private static String padded(String text, long wanted, String pad, boolean left)
      throws MalformedException {
    int length = text.codePointCount(0, text.length());
    if (wanted <= length) {
      return slice(text, 0, wanted);
    }
    if (pad.isEmpty() || wanted > MOST) {
      throw new MalformedException("a text cannot be padded to " + wanted + " characters");
    }
    int missing = (int) (wanted - length);
    int perPad = pad.codePointCount(0, pad.length());
    String padding = slice(pad.repeat(missing / perPad + 1), 0, missing);
    return left ? padding + text : text + padding;
  }

  private static String part(String text, String separator, long index) {
    List<String> parts =
        separator.isEmpty()
            ? text.codePoints().mapToObj(Character::toString).toList()
            : List.of(text.split(java.util.regex.Pattern.quote(separator), -1));
    long at = index < 0 ? parts.size() + index : index - 1;
    return index != 0 && at >= 0 && at < parts.size() ? parts.get((int) at) : "";
  }
}
