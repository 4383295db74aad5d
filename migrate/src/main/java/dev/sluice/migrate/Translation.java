// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import dev.sluice.core.settings.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One connector's properties on their way to being ours. */
final class Translation {
  private final Map<String, String> given;
  private final Map<String, String> ours = new LinkedHashMap<>();
  private final List<Remark> remarks = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  Translation(Map<String, String> given) {
    this.given = given;
  }

  boolean isGiven(Setting<?> setting) {
    return given.containsKey(setting.name());
  }

  boolean has(String name) {
    return !given.getOrDefault(name, "").isEmpty();
  }

  /** A flag of another property. */
  boolean flag(String name, boolean fallback) {
    return Boolean.parseBoolean(given.getOrDefault(name, Boolean.toString(fallback)));
  }

  /** The text given, or the default; empty if there is neither. */
  String text(Setting<?> setting) {
    String text = given.get(setting.name());
    return text == null ? setting.fallback().orElse("") : text;
  }

  /** The value given, or the default. */
  <T> T value(Setting<T> setting) {
    return setting.kind().parser().parse(text(setting));
  }

  void set(String name, String value) {
    ours.put(name, value);
  }

  /** Hands on every property below a prefix under its own name, those that nobody knows too. */
  void handOn(String prefix) {
    given.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            set(name, value);
            taken.add(name);
          }
        });
  }

  boolean isHandedOn(String name) {
    return taken.contains(name);
  }

  void kept(Setting<?> setting, String sentence) {
    remark(setting, Remark.Kind.KEPT, sentence);
  }

  void noted(Setting<?> setting, String sentence) {
    remark(setting, Remark.Kind.NOTED, sentence);
  }

  void refused(Setting<?> setting, String sentence) {
    remark(setting, Remark.Kind.REFUSED, sentence);
  }

  private void remark(Setting<?> setting, Remark.Kind kind, String sentence) {
    remarks.add(new Remark(setting.name(), kind, sentence));
  }

  void unknown(String name, String sentence) {
    remarks.add(new Remark(name, Remark.Kind.UNKNOWN, sentence));
  }

  /** Properties that are ours already win over what others were translated to. */
  Migration with(Map<String, String> unchanged) {
    Map<String, String> all = new LinkedHashMap<>(ours);
    all.putAll(unchanged);
    return new Migration(all, remarks);
  }
}
