// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

/**
 * One column as the database's catalogue tells it.
 *
 * @param sqlType the type's name as the catalogue spells it, {@code DECIMAL(10,2)}
 * @param attributes what a change of the type would have to say again, where it has to; else ""
 */
public record TableColumn(String name, String sqlType, String attributes) {
  public TableColumn(String name, String sqlType) {
    this(name, sqlType, "");
  }
}
