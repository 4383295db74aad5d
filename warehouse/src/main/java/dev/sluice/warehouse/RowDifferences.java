// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that a view has and its SELECT does not give, and the other way round. Sums of
 * floating-point numbers depend in their last digits on the order of adding, so rows that are the
 * same but for these are no difference.
 */
public final class RowDifferences {
  /**
   * Far more than adding in another order moves a sum, far less than a row that is missing does.
   */
  private static final double TOLERANCE = 1e-9;

  private final boolean[] floating;
  private final Map<List<String>, List<List<String>>> kept = new LinkedHashMap<>();
  private final Map<List<String>, List<List<String>>> computed = new LinkedHashMap<>();

  private RowDifferences(boolean[] floating) {
    this.floating = floating;
  }

  /**
   * For the rows of an answer.
   *
   * @param first the first column of the view, counted from 1
   */
  public static RowDifferences of(ResultSetMetaData answer, int first) throws SQLException {
    boolean[] floating = new boolean[answer.getColumnCount() - first + 1];
    for (int i = 0; i < floating.length; i++) {
      int type = answer.getColumnType(first + i);
      floating[i] = type == Types.DOUBLE || type == Types.FLOAT || type == Types.REAL;
    }
    return new RowDifferences(floating);
  }

  /**
   * Takes a row that is on one side alone.
   *
   * @param isKept whether the view has it
   */
  public void add(ResultSet row, int first, boolean isKept) throws SQLException {
    List<String> exact = new ArrayList<>();
    List<String> inexact = new ArrayList<>();
    for (int i = 0; i < floating.length; i++) {
      (floating[i] ? inexact : exact).add(row.getString(first + i));
    }
    (isKept ? kept : computed).computeIfAbsent(exact, k -> new ArrayList<>()).add(inexact);
  }

  /** What is left when rows that differ in last digits have been put together, for people. */
  public List<String> differences() {
    List<String> differences = new ArrayList<>();
    kept.forEach(
        (exact, rows) -> {
          List<List<String>> others = computed.getOrDefault(exact, new ArrayList<>());
          for (List<String> row : rows) {
            if (!removeNear(others, row)) {
              differences.add("is " + shown(exact, row));
            }
          }
        });
    computed.forEach(
        (exact, rows) -> rows.forEach(row -> differences.add("should be " + shown(exact, row))));
    return differences;
  }

  private static boolean removeNear(List<List<String>> rows, List<String> row) {
    for (int i = 0; i < rows.size(); i++) {
      if (isNear(rows.get(i), row)) {
        rows.remove(i);
        return true;
      }
    }
    return false;
  }

  private static boolean isNear(List<String> one, List<String> other) {
    for (int i = 0; i < one.size(); i++) {
      if (!isNear(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNear(String one, String other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    double a = Double.parseDouble(one);
    double b = Double.parseDouble(other);
    return one.equals(other) || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
  }

  /** The fields in the view's order. */
  private List<String> shown(List<String> exact, List<String> inexact) {
    List<String> fields = new ArrayList<>();
    int e = 0;
    int f = 0;
    for (boolean isFloating : floating) {
      fields.add(isFloating ? inexact.get(f++) : exact.get(e++));
    }
    return fields;
  }
}
