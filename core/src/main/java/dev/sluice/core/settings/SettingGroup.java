// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one subject.
 *
 * @param title heading on the reference page
 * @param doc what the subject is, in a sentence or two
 */
public record SettingGroup(String title, String doc, List<Setting<?>> settings) {
  public SettingGroup {
    settings = List.copyOf(settings);
  }

  public Optional<Setting<?>> find(String name) {
    return settings.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /**
   * Checks all texts at once. Names this group does not know are not looked at.
   *
   * @return one problem per mistake; empty if the texts are good
   */
  public List<Problem> check(Map<String, String> texts) {
    List<Problem> problems = new ArrayList<>();
    for (Setting<?> setting : settings) {
      String text = texts.get(setting.name());
      if (text == null && setting.required()) {
        problems.add(Problem.missing(setting));
      } else if (text != null) {
        checkOne(setting, text, problems);
      }
    }
    return problems;
  }

  private static void checkOne(Setting<?> setting, String text, List<Problem> problems) {
    try {
      setting.kind().parser().parse(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add(Problem.malformed(setting, e.getMessage()));
    }
  }
}
