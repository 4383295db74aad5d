// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.orc;

import java.util.List;

/**
 * The layout of ORC files.
 *
 * @param stripeBytes encoded bytes after which a stripe ends
 * @param bloomFilters columns, with dots below structs, that get a bloom filter in every row index
 */
public record OrcOptions(long stripeBytes, List<String> bloomFilters) {
  public OrcOptions {
    bloomFilters = List.copyOf(bloomFilters);
  }
}
