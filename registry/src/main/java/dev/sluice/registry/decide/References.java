// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.decide;

import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.Show;
import java.util.List;

/** Who uses whose types. */
public final class References {
  private final RegistryState state;

  public References(RegistryState state) {
    this.state = state;
  }

  /** The ids of the live schemas that take types from a version, rising. */
  public List<Integer> idsOfUsers(String subject, int version) {
    return state.all(Show.LIVE).stream()
        .filter(
            one ->
                one.schema().references().stream()
                    .anyMatch(
                        reference ->
                            reference.subject().equals(subject) && reference.version() == version))
        .map(Registered::id)
        .distinct()
        .sorted()
        .toList();
  }
}
