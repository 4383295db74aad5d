// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A schema with all that it needs.
 *
 * @param imports texts of the schemas it refers to, directly or through others, by the names it
 *     refers to them with; each after those that it refers to itself
 */
public record Definition(String text, Map<String, String> imports) {
  public Definition {
    imports = Collections.unmodifiableMap(new LinkedHashMap<>(imports));
  }
}
