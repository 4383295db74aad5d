// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A type of SQL, as DuckDB names it.
 *
 * @param precision digits of a decimal; 0 for all others
 * @param scale digits behind the point of a decimal; 0 for all others
 */
public record SqlType(Kind kind, int precision, int scale) {
  /** Digits that every unscaled value of fits a long. */
  static final int LONG_DIGITS = 18;

  /** Most digits of a decimal. */
  public static final int MOST_DIGITS = 38;

  public static final SqlType BOOLEAN = of(Kind.BOOLEAN);
  public static final SqlType BIGINT = of(Kind.BIGINT);
  public static final SqlType DOUBLE = of(Kind.DOUBLE);
  public static final SqlType VARCHAR = of(Kind.VARCHAR);
  public static final SqlType DATE = of(Kind.DATE);
  public static final SqlType TIMESTAMP = of(Kind.TIMESTAMP);

  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");
  private static final Map<String, Kind> ALIASES =
      Map.of(
          "TIMESTAMP WITH TIME ZONE", Kind.TIMESTAMPTZ,
          "INT", Kind.INTEGER,
          "LONG", Kind.BIGINT,
          "STRING", Kind.VARCHAR,
          "TEXT", Kind.VARCHAR,
          "REAL", Kind.FLOAT,
          "\"NULL\"", Kind.NULL);

  /** Kinds of types. */
  public enum Kind {
    BOOLEAN,
    TINYINT,
    SMALLINT,
    INTEGER,
    BIGINT,
    HUGEINT,
    FLOAT,
    DOUBLE,
    DECIMAL,
    VARCHAR,
    DATE,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    INTERVAL,
    NULL
  }

  /** How a value is held while it is worked with. */
  public enum Form {
    /** Whole numbers, decimals of up to 18 digits unscaled, booleans, days, microseconds. */
    LONG,
    /** 128-bit numbers, longer decimals unscaled. */
    BIG,
    REAL,
    /** UTF-8. */
    TEXT,
    /** Intervals, which are constants only; and nulls of no type. */
    NONE
  }

  /** A type that is no decimal. */
  public static SqlType of(Kind kind) {
    return new SqlType(kind, 0, 0);
  }

  public static SqlType decimal(int precision, int scale) {
    return new SqlType(Kind.DECIMAL, precision, scale);
  }

  /** The type of DuckDB's name; empty if values of it are not worked with. */
  public static Optional<SqlType> parse(String name) {
    String upper = name.strip().toUpperCase(Locale.ROOT);
    Matcher decimal = DECIMAL.matcher(upper);
    if (decimal.matches()) {
      return Optional.of(
          decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2))));
    }
    Kind alias = ALIASES.get(upper);
    if (alias != null) {
      return Optional.of(of(alias));
    }
    for (Kind kind : Kind.values()) {
      if (kind.name().equals(upper) && kind != Kind.DECIMAL && kind != Kind.NULL) {
        return Optional.of(of(kind));
      }
    }
    return Optional.empty();
  }

  public Form form() {
    return switch (kind) {
      case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMPTZ ->
          Form.LONG;
      case HUGEINT -> Form.BIG;
      case DECIMAL -> precision <= LONG_DIGITS ? Form.LONG : Form.BIG;
      case FLOAT, DOUBLE -> Form.REAL;
      case VARCHAR -> Form.TEXT;
      case INTERVAL, NULL -> Form.NONE;
    };
  }

  /** Whole numbers. */
  boolean isWhole() {
    return switch (kind) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, HUGEINT -> true;
      default -> false;
    };
  }

  boolean isExact() {
    return isWhole() || kind == Kind.DECIMAL;
  }

  boolean isNumber() {
    return isExact() || form() == Form.REAL;
  }

  /** Points in time that count microseconds. */
  public boolean isTimestamp() {
    return kind == Kind.TIMESTAMP || kind == Kind.TIMESTAMPTZ;
  }

  /** As SQL writes it. */
  @Override
  public String toString() {
    return switch (kind) {
      case DECIMAL -> "DECIMAL(" + precision + "," + scale + ")";
      case TIMESTAMPTZ -> "TIMESTAMP WITH TIME ZONE";
      default -> kind.name();
    };
  }
}
