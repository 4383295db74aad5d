// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility;

import java.util.List;

/**
 * Whether a schema may follow others.
 *
 * @param messages why not, each naming the path of the offending part; empty when it may
 */
public record Verdict(List<String> messages) {
  public Verdict {
    messages = List.copyOf(messages);
  }

  public boolean compatible() {
    return messages.isEmpty();
  }
}
