// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.views.SqlParser;
import dev.sluice.views.SqlText;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every function and operator over tables of values, nulls and extremes among them: what is
 * compiled here answers as DuckDB does, errors included.
 */
class DifferentialTest {
  private static final Map<String, String> TYPES = new LinkedHashMap<>();
  private static final Map<String, List<String>> VALUES = new LinkedHashMap<>();

  static {
    column("i8", "TINYINT", "NULL", "0", "1", "-1", "7", "127", "-128");
    column("i32", "INTEGER", "NULL", "0", "1", "-3", "10", "2147483647", "-2147483648");
    column("j32", "INTEGER", "NULL", "0", "2", "-2", "7", "-2147483648");
    column("i64", "BIGINT", "NULL", "0", "5", "-5", "9223372036854775807", "-9223372036854775808");
    column(
        "h",
        "HUGEINT",
        "NULL",
        "0",
        "12",
        "-12",
        "170141183460469231731687303715884105727",
        "-170141183460469231731687303715884105728");
    column("f32", "FLOAT", "NULL", "0", "1.5", "-2.5", "3.4e38", "0.1");
    column(
        "f64",
        "DOUBLE",
        "NULL",
        "0",
        "0.5",
        "-0.5",
        "1.5",
        "2.5",
        "-1e300",
        "1e15",
        "0.1",
        "12345.675");
    column("d4", "DECIMAL(4,1)", "NULL", "0", "1.5", "-2.5", "999.9", "-999.9");
    column(
        "d18",
        "DECIMAL(18,3)",
        "NULL",
        "0",
        "1.005",
        "-7.125",
        "999999999999999.999",
        "-999999999999999.999");
    column(
        "d38",
        "DECIMAL(38,10)",
        "NULL",
        "0",
        "1.0000000005",
        "-1.5",
        "9999999999999999999999999999.9999999999");
    column(
        "s",
        "VARCHAR",
        "NULL",
        "''",
        "'a'",
        "'Grüße'",
        "' xY '",
        "'a%b_c'",
        "'42'",
        "'ab,cd,ef'",
        "'😀x😀'",
        "'aab'");
    column("t", "VARCHAR", "NULL", "''", "'a'", "','", "'x'", "'%b%'", "'_a%'", "'😀'");
    column("b", "BOOLEAN", "NULL", "true", "false");
    column("c", "BOOLEAN", "NULL", "true", "false");
    column(
        "dt",
        "DATE",
        "NULL",
        "'1970-01-01'",
        "'2024-02-29'",
        "'1969-12-31'",
        "'2000-01-03'",
        "'0044-03-15'",
        "'9999-12-31'");
    column(
        "ts",
        "TIMESTAMP",
        "NULL",
        "'1970-01-01 00:00:00'",
        "'2024-02-29 23:59:59.999999'",
        "'1969-12-31 23:59:59.5'",
        "'2026-01-31 12:30:00'",
        "'0001-01-01 00:00:00'",
        "'2021-01-03 10:00:00.000001'");
    column(
        "tz",
        "TIMESTAMP WITH TIME ZONE",
        "NULL",
        "'1970-01-01 00:00:00+00'",
        "'2024-12-30 23:59:59.123+00'",
        "'1999-06-15 08:00:00+02'");
    column("n", "INTEGER", "NULL", "0", "1", "2", "-1", "-2", "5", "100");
    column("numeral", "VARCHAR", "NULL", "'0'", "'17'", "'-5'", "' 8 '", "'2.50'", "'999999'");
    column(
        "moment",
        "VARCHAR",
        "NULL",
        "'2024-02-29'",
        "'2024-02-29 10:11:12'",
        "'2024-02-29T10:11:12.5Z'",
        "'2024-02-29 10:11:12+02:00'");
  }

  private static void column(String name, String type, String... values) {
    TYPES.put(name, type);
    VALUES.put(name, List.of(values));
  }

  static Stream<String> expressions() {
    return Expressions.all();
  }

  private static SqlParser parser;
  private static Binder binder;
  private static Connection duckdb;
  private static final Map<String, List<Expression>> ROWS = new TreeMap<>();

  @BeforeAll
  static void open() throws Exception {
    parser = SqlParser.open();
    binder = Binder.open(parser);
    duckdb = DriverManager.getConnection("jdbc:duckdb:");
    Map<String, SqlType> columns = new LinkedHashMap<>();
    TYPES.forEach((name, type) -> columns.put(name, SqlType.parse(type).orElseThrow()));
    binder.table("t", "", columns);
    try (Statement statement = duckdb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
    }
    for (Map.Entry<String, List<String>> column : VALUES.entrySet()) {
      List<Expression> values = new ArrayList<>();
      for (String value : column.getValue()) {
        values.add(binder.constant(node(value), columns.get(column.getKey())));
      }
      ROWS.put(column.getKey(), values);
    }
  }

  @AfterAll
  static void close() throws SQLException {
    binder.close();
    parser.close();
    duckdb.close();
  }

  private static JsonNode node(String sql) throws Exception {
    return parser
        .parse(new SqlText("test", "SELECT " + sql), "SELECT " + sql)
        .path("select_list")
        .get(0);
  }

  /** A column whose value the test sets. */
  private static final class Variable extends Expression {
    Variable(SqlType type) {
      super(type);
    }

    @Override
    public void evaluate() {}
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void answersAsDuckDb(String sql) throws Exception {
    Map<String, Variable> variables = new LinkedHashMap<>();
    ExpressionCompiler compiler =
        new ExpressionCompiler(
            parser, binder, new SqlText("test", "SELECT " + sql), columns(variables));
    Expression compiled = compiler.compile(node(sql));
    List<String> names = List.copyOf(variables.keySet());
    List<String> differences = new ArrayList<>();
    compare(sql, compiled, variables, names, new int[names.size()], 0, differences);
    assertThat(differences).isEmpty();
  }

  private static ExpressionCompiler.Columns columns(Map<String, Variable> variables) {
    return new ExpressionCompiler.Columns() {
      @Override
      public Optional<Expression> find(List<String> path) {
        String name = path.get(0);
        return Optional.of(
            variables.computeIfAbsent(
                name, n -> new Variable(SqlType.parse(TYPES.get(n)).orElseThrow())));
      }

      @Override
      public List<String> names() {
        return List.copyOf(TYPES.keySet());
      }
    };
  }

  private static void compare(
      String sql,
      Expression compiled,
      Map<String, Variable> variables,
      List<String> names,
      int[] chosen,
      int column,
      List<String> differences)
      throws SQLException {
    if (column < names.size()) {
      for (int i = 0; i < VALUES.get(names.get(column)).size(); i++) {
        chosen[column] = i;
        variables.get(names.get(column)).set(ROWS.get(names.get(column)).get(i));
        compare(sql, compiled, variables, names, chosen, column + 1, differences);
      }
      return;
    }
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String value = VALUES.get(name).get(chosen[i]);
      row.append(i == 0 ? "" : ", ")
          .append("CAST(" + value + " AS " + TYPES.get(name) + ") AS " + name);
    }
    String expected = duckDb(sql, row.toString());
    String actual = ours(compiled);
    if (!same(expected, actual, compiled.type())) {
      differences.add(row + ": DuckDB " + expected + ", here " + actual);
    }
  }

  private static boolean same(String expected, String actual, SqlType type) {
    if (expected.equals(actual)) {
      return true;
    }
    if (type.form() != SqlType.Form.REAL
        || expected.matches("null|error")
        || actual.matches("null|error")) {
      return false;
    }
    double a = Double.parseDouble(expected.replace("inf", "Infinity").replace("nan", "NaN"));
    double b = Double.parseDouble(actual);
    return a == b
        || (type.kind() == SqlType.Kind.FLOAT && (float) a == (float) b)
        || (Double.isNaN(a) && Double.isNaN(b));
  }

  private static String duckDb(String sql, String row) throws SQLException {
    String from = row.isEmpty() ? "" : " FROM (SELECT " + row + ")";
    try (Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery("SELECT (" + sql + ")::VARCHAR" + from)) {
      result.next();
      String value = result.getString(1);
      return value == null ? "null" : value;
    } catch (SQLException e) {
      return "error";
    }
  }

  private static String ours(Expression compiled) {
    try {
      compiled.evaluate();
      if (compiled.isNull()) {
        return "null";
      }
      SqlType type = compiled.type();
      if (type.form() == SqlType.Form.REAL) {
        return type.kind() == SqlType.Kind.FLOAT
            ? Float.toString((float) compiled.real())
            : Double.toString(compiled.real());
      }
      if (type.kind() == SqlType.Kind.DECIMAL) {
        return new BigDecimal(compiled.big(), type.scale()).toPlainString();
      }
      Expression text = Casts.cast(compiled, SqlType.VARCHAR).orElseThrow();
      text.evaluate();
      return text.text();
    } catch (MalformedException e) {
      return "error";
    }
  }
}
