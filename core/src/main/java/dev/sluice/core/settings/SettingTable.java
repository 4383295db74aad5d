// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.settings;

/** Settings as a table of a reference page, in Markdown. */
public final class SettingTable {
  private SettingTable() {}

  /** One row per setting, in the group's order. */
  public static String markdown(SettingGroup group) {
    StringBuilder table =
        new StringBuilder("| Name | Kind | Default | Meaning | Example |\n|---|---|---|---|---|\n");
    group.settings().forEach(setting -> table.append(row(setting)));
    return table.toString();
  }

  private static String row(Setting<?> setting) {
    return String.format(
        "| `%s` | %s | %s | %s%s | `%s` |\n",
        setting.name(),
        cell(setting.kind().name()),
        setting.required() ? "**required**" : fallback(setting),
        cell(setting.doc()),
        setting.secret() ? " Never shown." : "",
        setting.example());
  }

  private static String fallback(Setting<?> setting) {
    return setting
        .fallback()
        .filter(text -> !text.isEmpty())
        .map(text -> "`" + text + "`")
        .orElse("none");
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
