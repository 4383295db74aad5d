// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import dev.sluice.lake.stores.UnreliableLink.Fate;
import java.util.List;
import java.util.Map;

/** What goes wrong on the way to a store, and can be told to. */
public interface Faults {
  /**
   * From now on, one request in so many meets one of the fates; the others are fine.
   *
   * @param fates as likely as they are listed; none: all is fine
   */
  void turn(List<Fate> fates, int oneIn);

  /** How often what has happened. */
  Map<Fate, Integer> counts();

  /** Waits until nothing is under way any more. */
  void settle();
}
