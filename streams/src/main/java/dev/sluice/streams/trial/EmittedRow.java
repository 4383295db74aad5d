// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.trial;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record that a view has emitted, its values as SQL writes them; nulls are null.
 *
 * @param key empty where records keep the keys that they came with
 * @param values empty if the group has disappeared
 */
public record EmittedRow(Map<String, String> key, Map<String, String> values) {
  public EmittedRow {
    key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
