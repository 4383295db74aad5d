// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import java.util.LinkedHashMap;
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

  /** The good values' texts, by the names below a prefix that is empty or ends with a dot. */
  static Map<String, String> texts(Map<String, Given> given, String prefix) {
    Map<String, String> texts = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          if (name.startsWith(prefix) && value.text().isPresent()) {
            texts.put(name.substring(prefix.length()), value.text().get());
          }
        });
    return texts;
  }

  Map<String, String> texts(String prefix) {
    return texts(given, prefix);
  }

  Settings settings(String prefix) {
    return new Settings(texts(prefix));
  }

  /** The value or fallback; empty if there is none or a mistake has been told about it. */
  <T> Optional<T> find(Setting<T> setting) {
    Given value = given.get(setting.name());
    return value != null && value.text().isEmpty() ? Optional.empty() : settings("").find(setting);
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
