// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.settings;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checked texts, read as values. Made only from texts that {@link SettingGroup#check} found good.
 */
public final class Settings {
  private final Map<String, String> texts;

  public Settings(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
  }

  /** The value, or the fallback's. */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(
            () ->
                new IllegalStateException(setting.name() + " has neither a value nor a fallback"));
  }

  /** The value or the fallback's; empty if there is neither. */
  public <T> Optional<T> find(Setting<T> setting) {
    String text = texts.get(setting.name());
    return Optional.ofNullable(text).or(setting::fallback).map(setting.kind().parser()::parse);
  }

  /** The texts whose names begin with a prefix, by the rest of their names. */
  public Map<String, String> below(String prefix) {
    return texts.entrySet().stream()
        .filter(text -> text.getKey().startsWith(prefix))
        .collect(
            Collectors.toMap(
                text -> text.getKey().substring(prefix.length()), Map.Entry::getValue));
  }

  public boolean isSet(Setting<?> setting) {
    return texts.containsKey(setting.name());
  }
}
