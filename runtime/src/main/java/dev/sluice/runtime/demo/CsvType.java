// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * What the texts of a column are.
 *
 * @param precision of a decimal; 0 for other kinds
 * @param scale of a decimal; 0 for other kinds
 */
record CsvType(Kind kind, int precision, int scale) {
  enum Kind {
    LONG,
    DECIMAL,
    TIMESTAMP,
    LOCAL_TIMESTAMP,
    STRING
  }

  static final CsvType LONG = new CsvType(Kind.LONG, 0, 0);
  static final CsvType TIMESTAMP = new CsvType(Kind.TIMESTAMP, 0, 0);

  /** Without a zone: what the file says, never shifted. */
  static final CsvType LOCAL_TIMESTAMP = new CsvType(Kind.LOCAL_TIMESTAMP, 0, 0);

  static final CsvType STRING = new CsvType(Kind.STRING, 0, 0);
  static final int MOST_DIGITS = 38;
  private static final Pattern DECIMAL =
      Pattern.compile("decimal\\(\\s*(\\d{1,2})\\s*,\\s*(\\d{1,2})\\s*\\)");

  static CsvType decimal(int precision, int scale) {
    return new CsvType(Kind.DECIMAL, precision, scale);
  }

  /**
   * A type as users write it: long, decimal(10,2), timestamp (without a zone it is UTC),
   * local-timestamp or string.
   *
   * @throws RefusedException if it is none of these
   */
  static CsvType named(String text) {
    Matcher decimal = DECIMAL.matcher(text);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = Integer.parseInt(decimal.group(2));
      if (precision >= 1 && precision <= MOST_DIGITS && scale <= precision) {
        return decimal(precision, scale);
      }
    }
    return switch (text) {
      case "long" -> LONG;
      case "timestamp" -> TIMESTAMP;
      case "local-timestamp" -> LOCAL_TIMESTAMP;
      case "string" -> STRING;
      default ->
          throw new RefusedException(
              "'"
                  + text
                  + "' is no type of a column: write long, decimal(10,2) with up to 38 digits,"
                  + " timestamp, local-timestamp or string.");
    };
  }

  /** The type in Avro; every column may be null. */
  Schema schema() {
    Schema value =
        switch (kind) {
          case LONG -> Schema.create(Schema.Type.LONG);
          case DECIMAL ->
              LogicalTypes.decimal(precision, scale).addToSchema(Schema.create(Schema.Type.BYTES));
          case TIMESTAMP ->
              LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
          case LOCAL_TIMESTAMP ->
              LogicalTypes.localTimestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
          case STRING -> Schema.create(Schema.Type.STRING);
        };
    return Schema.createUnion(Schema.create(Schema.Type.NULL), value);
  }

  /** The value in Avro's terms; empty text is null. */
  Object parse(String text) throws MalformedException {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return switch (kind) {
        case LONG -> Long.valueOf(text.trim());
        case DECIMAL -> decimal(new BigDecimal(text.trim()));
        case TIMESTAMP -> CsvTimes.micros(text.trim()).orElseThrow(() -> unreadable(text));
        case LOCAL_TIMESTAMP ->
            CsvTimes.micros(text.trim())
                .filter(micros -> CsvTimes.isLocal(text.trim()))
                .orElseThrow(() -> unreadable(text));
        case STRING -> text;
      };
    } catch (NumberFormatException e) {
      throw new MalformedException(unreadable(text).getMessage(), e);
    }
  }

  private ByteBuffer decimal(BigDecimal value) throws MalformedException {
    BigDecimal plain = value.stripTrailingZeros();
    if (plain.scale() > scale || plain.precision() - plain.scale() > precision - scale) {
      throw new MalformedException("'" + value + "' does not fit " + this);
    }
    return ByteBuffer.wrap(plain.setScale(scale).unscaledValue().toByteArray());
  }

  private MalformedException unreadable(String text) {
    return new MalformedException("'" + text + "' is no " + this);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case LONG -> "long";
      case DECIMAL -> "decimal(" + precision + "," + scale + ")";
      case TIMESTAMP -> "timestamp";
      case LOCAL_TIMESTAMP -> "local-timestamp";
      case STRING -> "string";
    };
  }
}
