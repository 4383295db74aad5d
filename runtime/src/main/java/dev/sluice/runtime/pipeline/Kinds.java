// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Kind;
import java.util.List;

/** Kinds of values with narrower bounds than core's. */
final class Kinds {
  private Kinds() {}

  /** A whole number within bounds, both included. */
  static Kind<Long> between(long least, long most) {
    String name = "a whole number from " + least + " to " + most;
    return new Kind<>(
        name,
        text -> {
          long value = Kind.COUNT.parser().parse(text);
          if (value < least || value > most) {
            throw new IllegalArgumentException("must be " + name + " but was '" + text + "'");
          }
          return value;
        },
        List.of());
  }

  /** Text of a certain form. */
  static Kind<String> matching(String name, String pattern) {
    return new Kind<>(
        name,
        text -> {
          if (!text.matches(pattern)) {
            throw new IllegalArgumentException("must be " + name + " but was '" + text + "'");
          }
          return text;
        },
        List.of());
  }
}
