// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The tables, and the views, that a view may read. */
final class Tables {
  private final Map<String, Base> byName = new LinkedHashMap<>();

  Tables(Collection<Base> tables) {
    tables.forEach(this::add);
  }

  void add(Base table) {
    byName.put(table.name().toLowerCase(Locale.ROOT), table);
  }

  Optional<Base> find(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Empty if they are not known. */
  List<String> columns(String table) {
    return find(table).map(Base::columns).orElse(List.of());
  }

  boolean has(String table, String column) {
    return columns(table).stream().anyMatch(column::equalsIgnoreCase);
  }

  List<String> names() {
    return byName.values().stream().map(Base::name).toList();
  }
}
