// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import java.util.LinkedHashMap;
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
record Shape(List<Part> parts, Map<String, Shape> named, Set<String> free) {
  /**
   * A group of settings and where it stands.
   *
   * @param prefix empty, or ends with a dot
   * @param optional whether nothing of it is required as long as nothing stands below the prefix
   */
  record Part(String prefix, SettingGroup group, boolean optional) {
    static Part always(String prefix, SettingGroup group) {
      return new Part(prefix, group, false);
    }

    static Part ifAny(String prefix, SettingGroup group) {
      return new Part(prefix, group, true);
    }
  }

  static Shape of(SettingGroup group) {
    return new Shape(List.of(Part.always("", group)), Map.of(), Set.of());
  }

  /** All settings by their dotted names. */
  Map<String, Setting<?>> settings() {
    Map<String, Setting<?>> all = new LinkedHashMap<>();
    for (Part part : parts) {
      part.group().settings().forEach(setting -> all.put(part.prefix() + setting.name(), setting));
    }
    return all;
  }

  Optional<Setting<?>> find(String name) {
    return Optional.ofNullable(settings().get(name));
  }

  /** Every known dotted name, the prefixes of longer ones included. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(settings().keySet());
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
