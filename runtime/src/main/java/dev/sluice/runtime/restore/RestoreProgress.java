// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import java.util.List;

/**
 * Of a restore under way, or done.
 *
 * @param topic target of the partition under way
 * @param partition the partition under way
 * @param records records written by this run
 * @param expected records that this run is to write, or a few more
 * @param skipped records that an earlier run has written
 * @param gaps offsets that the lake has never had, for people
 */
public record RestoreProgress(
    String topic, int partition, long records, long expected, long skipped, List<String> gaps) {
  public RestoreProgress {
    gaps = List.copyOf(gaps);
  }
}
