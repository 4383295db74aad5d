// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.settings;

import java.util.Optional;

/**
 * One thing a user can set, declared once; validation, reference pages, editor schema and masking
 * are all derived from it.
 *
 * @param name dotted name, as in connector properties; nested keys in the pipeline file
 * @param kind how its text becomes a value
 * @param fallback text that applies when it is left out; empty if there is none
 * @param required whether leaving it out is an error
 * @param secret whether its value is masked wherever it is shown
 * @param doc what it means and why the fallback is what it is; sentences
 * @param example a value a user may copy
 */
public record Setting<T>(
    String name,
    Kind<T> kind,
    Optional<String> fallback,
    boolean required,
    boolean secret,
    String doc,
    String example) {

  /** A setting that must be given. */
  public static <T> Setting<T> required(String name, Kind<T> kind, String doc, String example) {
    return new Setting<>(name, kind, Optional.empty(), true, false, doc, example);
  }

  /** A setting with a fallback. */
  public static <T> Setting<T> of(
      String name, Kind<T> kind, String fallback, String doc, String example) {
    return new Setting<>(name, kind, Optional.of(fallback), false, false, doc, example);
  }

  /** A setting that may be absent altogether. */
  public static <T> Setting<T> optional(String name, Kind<T> kind, String doc, String example) {
    return new Setting<>(name, kind, Optional.empty(), false, false, doc, example);
  }

  /** The same setting, its value masked wherever it is shown. */
  public Setting<T> masked() {
    return new Setting<>(name, kind, fallback, required, true, doc, example);
  }
}
