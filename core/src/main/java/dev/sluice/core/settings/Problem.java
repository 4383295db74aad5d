// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.settings;

/**
 * One mistake in what a user has set.
 *
 * @param setting name of the setting it is about
 * @param what what is wrong
 * @param why why it matters, or what is expected
 * @param whatNow what to do
 */
public record Problem(String setting, String what, String why, String whatNow) {
  static Problem missing(Setting<?> setting) {
    return new Problem(
        setting.name(),
        setting.name() + " is missing",
        setting.doc(),
        "add it, for example " + setting.name() + ": " + setting.example());
  }

  static Problem malformed(Setting<?> setting, String reason) {
    return new Problem(
        setting.name(),
        setting.name() + " " + reason,
        "it is read as " + setting.kind().name(),
        "write for example " + setting.name() + ": " + setting.example());
  }

  /** The mistake in one line. */
  public String sentence() {
    return what + " (" + why + "); " + whatNow;
  }
}
