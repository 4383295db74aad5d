// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.settings.Problem;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Kafka Connect's view of setting groups; nothing is declared here a second time. */
public final class SettingsConfigDef {
  private SettingsConfigDef() {}

  /** The definition that a connector's {@code config()} answers. */
  public static ConfigDef of(List<SettingGroup> groups) {
    ConfigDef definition = new ConfigDef();
    for (SettingGroup group : groups) {
      int order = 0;
      for (Setting<?> setting : group.settings()) {
        definition.define(
            setting.name(),
            setting.secret() ? ConfigDef.Type.PASSWORD : ConfigDef.Type.STRING,
            fallback(setting),
            (name, value) -> validate(setting, value),
            setting.required() ? ConfigDef.Importance.HIGH : ConfigDef.Importance.MEDIUM,
            setting.doc() + " Example: " + setting.example(),
            group.title(),
            order++,
            ConfigDef.Width.MEDIUM,
            setting.name());
      }
    }
    return definition;
  }

  private static Object fallback(Setting<?> setting) {
    return setting.required() ? ConfigDef.NO_DEFAULT_VALUE : setting.fallback().orElse(null);
  }

  private static void validate(Setting<?> setting, Object value) {
    if (value == null) {
      return;
    }
    String text =
        value instanceof org.apache.kafka.common.config.types.Password password
            ? password.value()
            : value.toString();
    try {
      setting.kind().parser().parse(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigException(setting.name(), value, e.getMessage());
    }
  }

  /**
   * Reads a connector's properties.
   *
   * @throws ConfigException with every mistake at once
   */
  public static Settings read(List<SettingGroup> groups, Map<String, String> properties) {
    List<Problem> problems = new ArrayList<>();
    groups.forEach(group -> problems.addAll(group.check(properties)));
    if (!problems.isEmpty()) {
      throw new ConfigException(
          problems.stream().map(Problem::sentence).collect(Collectors.joining("; ")));
    }
    return new Settings(properties);
  }
}
