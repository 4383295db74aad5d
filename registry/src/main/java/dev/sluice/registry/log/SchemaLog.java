// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.log;

import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Decision;
import dev.sluice.registry.state.RegistryState;
import java.util.function.Function;

/** Where the registry's changes are kept, in one order that all registries see. */
public interface SchemaLog extends AutoCloseable {

  /** What this registry has read so far; may be some milliseconds behind other registries. */
  RegistryState state();

  /**
   * Decides on the newest state and writes what was decided. Between the decision and the write
   * nobody else writes; when somebody did, the decision is made anew. Returns when {@link #state}
   * contains the change.
   *
   * @param decide free of side effects, because it may run several times; what it throws ends the
   *     call
   * @throws RegistryException when the log cannot be written (50001) or not in time (50002)
   */
  <T> T write(Function<RegistryState, Decision<T>> decide);

  @Override
  void close();
}
