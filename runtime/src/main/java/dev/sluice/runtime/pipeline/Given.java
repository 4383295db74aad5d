// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * What a file gives for one setting.
 *
 * @param key where its name stands
 * @param value where its value stands
 * @param text the value, environment filled in; empty if a mistake about it has been told
 * @param items the value's items if it is a list
 */
record Given(Position key, Position value, Optional<String> text, List<Item> items) {
  /** One item of a list. */
  record Item(Position at, String text) {}

  static Given text(Position key, Position value, String text) {
    return new Given(key, value, Optional.of(text), List.of());
  }

  static Given list(Position key, Position value, List<Item> items) {
    String joined = String.join(", ", items.stream().map(Item::text).toList());
    return new Given(key, value, Optional.of(joined), List.copyOf(items));
  }

  static Given broken(Position key, Position value) {
    return new Given(key, value, Optional.empty(), List.of());
  }
}
