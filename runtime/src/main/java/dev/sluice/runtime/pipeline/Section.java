// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may stand in a part of the file.
 *
 * @param named prefixes below which users choose names, and what may stand under each name
 * @param free prefixes below which any key is passed on as it is
 */
record Section(List<SettingGroup> groups, Map<String, Section> named, Set<String> free) {
  static Section of(SettingGroup group) {
    return new Section(List.of(group), Map.of(), Set.of());
  }

  List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>();
    groups.forEach(group -> all.addAll(group.settings()));
    return all;
  }

  Optional<Setting<?>> find(String name) {
    return groups.stream().flatMap(group -> group.find(name).stream()).findFirst();
  }

  /** Every known dotted name, the prefixes of longer ones included. */
  Collection<String> names() {
    Set<String> names = new TreeSet<>();
    settings().forEach(setting -> names.add(setting.name()));
    names.addAll(named.keySet());
    names.addAll(free);
    for (String name : List.copyOf(names)) {
      for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
        names.add(name.substring(0, dot));
      }
    }
    return names;
  }

  /** Whether known names continue after this one. */
  boolean isPrefix(String name) {
    return names().stream().anyMatch(known -> known.startsWith(name + "."));
  }

  /** The prefix of users' names or free keys that a dotted name stands below. */
  static Optional<String> above(Set<String> prefixes, String name) {
    return prefixes.stream().filter(prefix -> name.startsWith(prefix + ".")).findFirst();
  }
}
