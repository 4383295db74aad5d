// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import dev.sluice.core.reject.Rejection;
import java.util.List;

/**
 * What became of the records that were shredded and are no rows.
 *
 * @param rejections records that could not be decoded, in offset order
 * @param ignored records that say nothing of any row
 */
public record Shredded(List<Rejection> rejections, long ignored) {
  public Shredded {
    rejections = List.copyOf(rejections);
  }
}
