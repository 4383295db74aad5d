// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the database itself gives the columns of a row: SQL expressions by name, in the order of the
 * columns.
 *
 * @param defaults given where a row has no value
 * @param computed always given, of the row's other columns; no value can be written there
 */
public record GivenValues(Map<String, String> defaults, Map<String, String> computed) {
  public static final GivenValues NONE = new GivenValues(Map.of(), Map.of());

  public GivenValues {
    defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
    computed = Collections.unmodifiableMap(new LinkedHashMap<>(computed));
  }

  /** Those that rows get which may replace others: what they lack stays as the table has it. */
  public GivenValues ofReplacing() {
    return new GivenValues(Map.of(), computed);
  }
}
