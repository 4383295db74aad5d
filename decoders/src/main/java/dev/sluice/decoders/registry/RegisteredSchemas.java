// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.registry;

import dev.sluice.core.failure.MalformedException;

/** Where schemas of any language come from, as texts. Thread-safe. */
public interface RegisteredSchemas {
  /**
   * The schema registered under {@code id}.
   *
   * @throws MalformedException if there is no such schema: the record that names it cannot be read
   * @throws dev.sluice.core.failure.UnavailableException if the registry does not answer now
   */
  RegisteredSchema registered(int id) throws MalformedException;
}
