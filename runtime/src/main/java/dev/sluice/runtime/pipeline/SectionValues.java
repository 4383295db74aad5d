// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was read of a part of the file.
 *
 * @param at where the part begins
 * @param given by dotted name
 * @param named by prefix and name
 */
record SectionValues(
    Position at, Map<String, Given> given, Map<String, Map<String, SectionValues>> named) {

  /** The good values' texts. */
  Map<String, String> texts() {
    Map<String, String> texts = new HashMap<>();
    given.forEach((name, value) -> value.text().ifPresent(text -> texts.put(name, text)));
    return texts;
  }

  /** The texts below a prefix, which is cut off. */
  Map<String, String> texts(String prefix) {
    Map<String, String> below = new HashMap<>();
    texts()
        .forEach(
            (name, text) -> {
              if (name.startsWith(prefix + ".")) {
                below.put(name.substring(prefix.length() + 1), text);
              }
            });
    return below;
  }

  Settings settings() {
    return new Settings(texts());
  }

  /** The value or fallback; empty if there is none or a mistake has been told about it. */
  <T> Optional<T> find(Setting<T> setting) {
    Given value = given.get(setting.name());
    return value != null && value.text().isEmpty() ? Optional.empty() : settings().find(setting);
  }

  boolean isGiven(Setting<?> setting) {
    return given.containsKey(setting.name());
  }

  /** Where to point for a mistake about a setting: its value, or the part's beginning. */
  Position place(Setting<?> setting) {
    Given value = given.get(setting.name());
    return value == null ? at : value.value();
  }
}
