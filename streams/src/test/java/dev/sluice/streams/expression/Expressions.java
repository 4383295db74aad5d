// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Expressions with every function and operator, over the columns of {@link DifferentialTest}. */
final class Expressions {
  private Expressions() {}

  private static final List<String> UNITS =
      List.of(
          "microsecond",
          "millisecond",
          "second",
          "minute",
          "hour",
          "day",
          "week",
          "month",
          "quarter",
          "year");

  private static final List<String> PARTS =
      List.of(
          "year",
          "month",
          "day",
          "quarter",
          "week",
          "isoyear",
          "dow",
          "isodow",
          "doy",
          "hour",
          "minute",
          "second",
          "milliseconds",
          "microseconds",
          "epoch");

  static Stream<String> all() {
    List<String> all = new ArrayList<>();
    numbers(all);
    comparisons(all);
    casts(all);
    texts(all);
    times(all);
    return all.stream();
  }

  private static void numbers(List<String> all) {
    List<String> numbers = List.of("i8", "i32", "i64", "h", "f32", "f64", "d4", "d18", "d38");
    for (String x : numbers) {
      for (String operator : List.of("+", "-", "*", "/", "%")) {
        all.add(x + " " + operator + " j32");
        if (!(operator + x).equals("%h")) {
          all.add("d4 " + operator + " " + x);
        }
        if (!(operator + x).equals("%h")) {
          all.add(x + " " + operator + " 1.25");
        }
      }
      all.add("-" + x);
      for (String f : List.of("abs", "ceil", "floor", "round", "trunc", "sign")) {
        all.add(f + "(" + x + ")");
      }
      all.add("greatest(" + x + ", 1)");
      all.add("least(" + x + ", j32)");
      all.add("coalesce(" + x + ", 0)");
      all.add("nullif(" + x + ", 0)");
    }
    for (String x : List.of("i8", "i32", "i64")) {
      all.add(x + " // j32");
      all.add("mod(" + x + ", 3)");
    }
    all.addAll(
        List.of(
            "f64 + f64",
            "f32 + f32",
            "f32 * 2",
            "f64 * d18",
            "d18 * d18",
            "d38 + d38",
            "d38 - d18",
            "d38 * 2",
            "d18 + i64",
            "i64 + i64",
            "i64 * i32",
            "h + i64",
            "round(f64, 1)",
            "round(d18, 2)",
            "round(d18, -2)",
            "round(d38, 3)",
            "round(f64, -1)",
            "sqrt(abs(f64))",
            "sqrt(4)",
            "i8 + i8",
            "i32 * d4",
            "d4 * d4 * d4",
            "d18 / d4",
            "ifnull(i32, 7)",
            "if(b, i32, d4)",
            "i32 + NULL",
            "trunc(d18)",
            "f64 / 0",
            "i32 / 0"));
  }

  private static void comparisons(List<String> all) {
    for (String o :
        List.of("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM")) {
      for (String pair :
          List.of(
              "i32 %s j32",
              "i8 %s i64",
              "i64 %s d18",
              "d4 %s d38",
              "f64 %s d4",
              "s %s t",
              "dt %s ts",
              "ts %s '2024-02-29'",
              "b %s c",
              "f32 %s f64",
              "s %s 'a'",
              "dt %s DATE '2000-01-03'",
              "tz %s TIMESTAMPTZ '2000-01-01 00:00:00+00'",
              "h %s i32",
              "i32 %s 1.5",
              "d4 %s 1")) {
        all.add(String.format(pair, o));
      }
    }
    all.addAll(
        List.of(
            "b AND c",
            "b OR c",
            "NOT b",
            "b AND c OR NOT b",
            "b IS NULL",
            "s IS NOT NULL",
            "i32 IN (0, 1)",
            "i32 IN (0, NULL)",
            "i32 NOT IN (1, j32)",
            "s IN ('a', '42')",
            "s NOT IN ('a', t)",
            "i32 BETWEEN j32 AND 10",
            "d18 BETWEEN -7.125 AND i64",
            "ts BETWEEN '1970-01-01' AND '2024-03-01'",
            "s BETWEEN 'a' AND t",
            "dt IN ('2024-02-29', '1970-01-01')",
            "i32 NOT BETWEEN 0 AND 5",
            "CASE WHEN b THEN 1 WHEN c THEN 2.5 ELSE i32 END",
            "CASE i32 WHEN 0 THEN 'none' END",
            "CASE s WHEN 'a' THEN t ELSE s END",
            "coalesce(s, t, 'x')",
            "nullif(s, t)",
            "coalesce(NULL, i32, j32)",
            "greatest(s, t)",
            "least(dt, DATE '2000-01-03')",
            "greatest(ts, TIMESTAMP '2000-01-01')",
            "b = true",
            "nullif(i32, j32)",
            "CASE WHEN i32 > 0 AND s = 'a' THEN NULL ELSE 'no' END",
            "i32 IN (1, 2.5, d4)"));
  }

  private static void casts(List<String> all) {
    for (String x : List.of("i8", "i32", "i64", "h", "f32", "f64", "d4", "d18", "d38", "b")) {
      for (String type :
          List.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "FLOAT")) {
        all.add(x + "::" + type);
      }
    }
    for (String x : List.of("i8", "i32", "i64", "h", "f32", "f64", "d4", "d18", "d38")) {
      for (String type :
          List.of(
              "DECIMAL(4,1)",
              "DECIMAL(10,0)",
              "DECIMAL(18,6)",
              "DECIMAL(38,3)",
              "DECIMAL(38,20)")) {
        all.add(x + "::" + type);
      }
    }
    for (String x :
        List.of("i8", "i32", "i64", "h", "d4", "d18", "d38", "b", "s", "dt", "ts", "tz")) {
      all.add(x + "::VARCHAR");
    }
    for (String type : List.of("INTEGER", "BIGINT", "DOUBLE", "DECIMAL(10,2)", "DECIMAL(38,4)")) {
      all.add("numeral::" + type);
    }
    for (String type : List.of("DATE", "TIMESTAMP", "TIMESTAMPTZ")) {
      all.add("moment::" + type);
      all.add("ts::" + type);
      all.add("dt::" + type);
      all.add("tz::" + type);
    }
    all.add("i32::BOOLEAN");
  }

  private static void texts(List<String> all) {
    for (String f : List.of("upper", "lower", "length", "strlen", "trim", "ltrim", "rtrim")) {
      all.add(f + "(s)");
    }
    for (String f :
        List.of(
            "contains",
            "starts_with",
            "ends_with",
            "strpos",
            "instr",
            "trim",
            "ltrim",
            "rtrim",
            "concat",
            "prefix",
            "suffix")) {
      all.add(f + "(s, t)");
    }
    for (String f : List.of("left", "right", "substring", "substr", "repeat")) {
      all.add(f + "(s, n)");
    }
    all.addAll(
        List.of(
            "s || t",
            "s || 'x'",
            "replace(s, t, 'é')",
            "replace(s, 'a', t)",
            "substring(s, n, 2)",
            "substring(s, 2, n)",
            "substring(s, n, -2)",
            "lpad(s, 4, 'é')",
            "rpad(s, 4, t)",
            "split_part(s, ',', n)",
            "split_part(s, t, 1)",
            "s LIKE t",
            "s NOT LIKE t",
            "s ILIKE t",
            "s LIKE 'a%'",
            "s ILIKE 'A\\%_'",
            "s NOT ILIKE '%B'",
            "concat(s, i32, t)",
            "position(t IN s)",
            "trim(both 'a' from s)",
            "s ^@ t",
            "length(s || t) > 3"));
  }

  private static void times(List<String> all) {
    for (String x : List.of("dt", "ts", "tz")) {
      UNITS.forEach(unit -> all.add("date_trunc('" + unit + "', " + x + ")"));
      PARTS.forEach(part -> all.add("date_part('" + part + "', " + x + ")"));
      for (String f :
          List.of(
              "year",
              "month",
              "day",
              "quarter",
              "week",
              "dayofweek",
              "isodow",
              "dayofyear",
              "hour",
              "minute",
              "second",
              "epoch",
              "epoch_ms",
              "epoch_us",
              "last_day")) {
        all.add(f + "(" + x + ")");
      }
      for (String width :
          List.of(
              "1 hour",
              "15 minutes",
              "1 day",
              "7 days",
              "1 month",
              "3 months",
              "1 year",
              "90 seconds")) {
        all.add("time_bucket(INTERVAL '" + width + "', " + x + ")");
      }
      for (String i :
          List.of(
              "1 day",
              "1 month",
              "-1 month",
              "36 hours",
              "1 year 2 days 3 seconds",
              "0.5 seconds")) {
        all.add(x + " + INTERVAL '" + i + "'");
        all.add(x + " - INTERVAL '" + i + "'");
      }
    }
    all.addAll(
        List.of(
            "dt + n",
            "dt - n",
            "dt - DATE '2000-01-03'",
            "extract(year FROM ts)",
            "INTERVAL 3 DAYS + ts",
            "epoch_ms(i64)",
            "ts + INTERVAL 1 HOUR > TIMESTAMP '2024-03-01'"));
  }
}
