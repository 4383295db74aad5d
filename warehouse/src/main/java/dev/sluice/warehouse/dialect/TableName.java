// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

/**
 * The name of a table, as the user wrote it.
 *
 * @param schema empty for the connection's default schema
 */
public record TableName(String schema, String name) {
  /** Reads {@code orders} or {@code sales.orders}. */
  public static TableName parse(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new TableName("", text)
        : new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  /** An identifier in double quotes, for use in SQL. */
  public static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** The name for use in SQL. */
  public String sql() {
    return schema.isEmpty() ? quote(name) : quote(schema) + "." + quote(name);
  }

  @Override
  public String toString() {
    return schema.isEmpty() ? name : schema + "." + name;
  }
}
