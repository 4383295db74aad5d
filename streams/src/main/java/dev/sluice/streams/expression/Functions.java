// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import java.util.List;

/** Names of the functions that run inside Kafka; operators are functions with signs for names. */
public final class Functions {
  private static final List<String> OPERATORS =
      List.of("+", "-", "*", "/", "//", "%", "||", "~~", "!~~", "~~*", "!~~*", "^@");

  /** For the reference page. */
  public static final List<String> SCALAR =
      List.of(
          "abs",
          "ceil",
          "ceiling",
          "floor",
          "round",
          "trunc",
          "sign",
          "mod",
          "sqrt",
          "greatest",
          "least",
          "coalesce",
          "nullif",
          "ifnull",
          "if",
          "upper",
          "ucase",
          "lower",
          "lcase",
          "length",
          "len",
          "char_length",
          "character_length",
          "strlen",
          "trim",
          "ltrim",
          "rtrim",
          "left",
          "right",
          "substring",
          "substr",
          "concat",
          "contains",
          "starts_with",
          "prefix",
          "ends_with",
          "suffix",
          "position",
          "strpos",
          "instr",
          "replace",
          "repeat",
          "lpad",
          "rpad",
          "split_part",
          "date_trunc",
          "datetrunc",
          "date_part",
          "datepart",
          "time_bucket",
          "last_day",
          "year",
          "quarter",
          "month",
          "week",
          "weekofyear",
          "isoyear",
          "day",
          "dayofmonth",
          "dayofweek",
          "weekday",
          "isodow",
          "dayofyear",
          "hour",
          "minute",
          "second",
          "millisecond",
          "microsecond",
          "epoch",
          "epoch_ms",
          "epoch_us");

  private Functions() {}

  static boolean isScalar(String name) {
    return SCALAR.contains(name) || OPERATORS.contains(name);
  }
}
