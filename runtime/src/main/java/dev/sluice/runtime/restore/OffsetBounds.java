// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import dev.sluice.core.failure.RefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Offsets that bound what is restored.
 *
 * @param all of every partition that has none of its own; empty if there is none
 * @param each by partition
 */
public record OffsetBounds(Optional<Long> all, Map<Integer, Long> each) {
  public static final OffsetBounds NONE = new OffsetBounds(Optional.empty(), Map.of());

  public OffsetBounds {
    each = Map.copyOf(each);
  }

  /**
   * Reads {@code 1000}, which goes for every partition, and {@code 2:500}, which goes for one.
   *
   * @throws RefusedException if a text is neither
   */
  public static OffsetBounds of(List<String> texts) {
    Optional<Long> all = Optional.empty();
    Map<Integer, Long> each = new HashMap<>();
    for (String text : texts) {
      String[] parts = text.split(":", -1);
      try {
        long offset = Long.parseLong(parts[parts.length - 1]);
        if (parts.length == 1) {
          all = Optional.of(offset);
        } else if (parts.length == 2) {
          each.put(Integer.parseInt(parts[0]), offset);
        } else {
          throw new NumberFormatException();
        }
      } catch (NumberFormatException e) {
        throw new RefusedException(
            "'"
                + text
                + "' names no offset; write OFFSET for all partitions, or PARTITION:OFFSET for one, for example 2:500",
            e);
      }
    }
    return new OffsetBounds(all, each);
  }

  /** The bound of a partition. */
  long of(int partition, long otherwise) {
    return each.getOrDefault(partition, all.orElse(otherwise));
  }
}
