// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

/**
 * A view as its author wrote it.
 *
 * @param name also the name of the table that holds it
 * @param sql one SELECT, in the warehouse's dialect
 */
public record ViewDefinition(String name, String sql) {
  /** The SELECT alone: without a semicolon and blank space at its end. */
  public String select() {
    String text = sql.strip();
    while (text.endsWith(";")) {
      text = text.substring(0, text.length() - 1).strip();
    }
    return text;
  }
}
