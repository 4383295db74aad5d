// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.commit.Destination;
import dev.sluice.lake.stores.Store;
import java.time.Instant;

/** How an owner works on a store: as it ships, or deliberately broken. */
interface Protocol {
  /** A destination of one process; {@code owner} is a name that no other process has. */
  Destination<StagedFile> over(UnreliableStore store, String owner);

  /** What ships, over any store. */
  static LakeDestination shipped(Store store, String owner) {
    return new LakeDestination(
        store,
        Simulation.PIPELINE,
        Simulation.NAMING,
        FileSet.of(new TextEncoder()),
        () -> Instant.EPOCH,
        owner);
  }
}
