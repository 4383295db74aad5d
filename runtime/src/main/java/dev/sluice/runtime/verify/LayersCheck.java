// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.runtime.batch.BatchLayer;
import dev.sluice.warehouse.BatchLoad;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** By how much a view's batch layer differs from what the warehouse's own rows give. */
public final class LayersCheck {
  private LayersCheck() {}

  /** Compares them over the offsets that both have. */
  public static Check of(BatchLayer layer) {
    String where = "view " + layer.name();
    Optional<BatchLoad.Drift> drift;
    try {
      drift = layer.drift();
    } catch (RefusedException e) {
      return Check.differs(where, "cannot be compared: " + e.getMessage());
    }
    if (drift.isEmpty()) {
      return new Check(List.of(), List.of());
    }
    String boundary =
        drift.get().boundary().entrySet().stream()
            .map(e -> e.getKey() + ":" + e.getValue())
            .collect(Collectors.joining(", "));
    if (boundary.isEmpty()) {
      return Check.holds(where, "no batch yet: the speed layer serves all");
    }
    if (drift.get().differing().isEmpty()) {
      return Check.holds(
          where, "batch up to " + boundary + ", where the warehouse's table is not yet: ask again");
    }
    return compared(layer, where, boundary, drift.get());
  }

  /**
   * What is served of a view beside its SELECT over the warehouse's own rows. A batch can be ahead
   * of the table; then there is nothing to compare with.
   */
  public static Check served(BatchLayer layer, Check served) {
    boolean ahead =
        !served.findings().isEmpty()
            && layer.drift().filter(drift -> drift.differing().isEmpty()).isPresent();
    return ahead ? of(layer) : served;
  }

  private static Check compared(
      BatchLayer layer, String where, String boundary, BatchLoad.Drift drift) {
    long differing = drift.differing().get();
    return differing == 0
        ? Check.holds(
            where,
            String.format(
                "no drift: %,d rows of the batch up to %s, equal to the warehouse's own",
                drift.rows(), boundary))
        : Check.differs(
            where,
            String.format(
                "%,d rows of the batch up to %s differ from the warehouse's own. sluice batch %s"
                    + " computes it anew; if they still differ, sluice verify --deep tells whether"
                    + " lake or warehouse has lost rows",
                differing, boundary, layer.name()));
  }
}
