// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import dev.sluice.core.settings.Setting;

/** What becomes of one property. */
interface Rule {
  void apply(Setting<?> setting, Translation to);

  /** The same name here, with the same meaning; an empty text is as good as none. */
  static Rule same() {
    return becomes(null);
  }

  /**
   * Another name here.
   *
   * @param name null for the same
   */
  static Rule becomes(String name) {
    return (setting, to) -> {
      String ours = name == null ? setting.name() : name;
      if (!to.text(setting).isEmpty()) {
        to.set(ours, to.text(setting));
      }
      if (to.isGiven(setting)) {
        to.kept(setting, ours.equals(setting.name()) ? "the same here" : "becomes " + ours);
      }
    };
  }

  /** Read together with others, by the rule of one of them. */
  static Rule readWith(Setting<?> other) {
    return (setting, to) -> {
      if (to.isGiven(setting)) {
        to.kept(setting, "read together with " + other.name());
      }
    };
  }

  /** Asks for nothing that is not there anyway, or that has a meaning here. */
  static Rule noted(String sentence) {
    return (setting, to) -> {
      if (to.isGiven(setting)) {
        to.noted(setting, sentence);
      }
    };
  }

  /** Was a property once. */
  static Rule leftOver(String sentence) {
    return (setting, to) -> {
      if (to.isGiven(setting)) {
        to.unknown(setting.name(), sentence);
      }
    };
  }

  /**
   * Only its default can be honoured.
   *
   * @param reason why nothing else is, and what to do
   */
  static Rule only(String allowed, String reason) {
    return (setting, to) -> {
      if (!to.text(setting).equalsIgnoreCase(allowed)) {
        to.refused(setting, reason);
      } else if (to.isGiven(setting)) {
        to.kept(setting, "as it is here");
      }
    };
  }
}
