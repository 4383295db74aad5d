// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.registry;

import dev.sluice.core.failure.MalformedException;
import org.apache.avro.Schema;

/** Where writer schemas come from. Thread-safe. */
public interface SchemaSource {
  /**
   * The schema registered under {@code id}.
   *
   * @throws MalformedException if there is no such schema: the record that names it cannot be read
   * @throws dev.sluice.core.failure.UnavailableException if the registry does not answer now
   */
  Schema byId(int id) throws MalformedException;
}
