// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills {@code ${env:NAME}} and {@code ${env:NAME:default}} in. */
record Environment(UnaryOperator<String> variables) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");

  /** The first variable that a text refers to and that is neither set nor has a default. */
  Optional<String> missing(String text) {
    return REFERENCE
        .matcher(text)
        .results()
        .filter(r -> r.group(2) == null && variables.apply(r.group(1)) == null)
        .map(r -> r.group(1))
        .findFirst();
  }

  /** The text with all references filled in; none of them may be {@link #missing}. */
  String fill(String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(r -> Matcher.quoteReplacement(value(r.group(1), r.group(2))));
  }

  private String value(String name, String fallback) {
    String value = variables.apply(name);
    return value == null ? fallback : value;
  }
}
