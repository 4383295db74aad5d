// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.record.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Who has claimed what last, as far as anybody can tell. */
final class Claims {
  private final Map<TopicPartition, SimulatedOwner> last = new HashMap<>();

  void claimed(Collection<TopicPartition> partitions, SimulatedOwner owner) {
    partitions.forEach(partition -> last.put(partition, owner));
  }

  /** A claim was not answered: it may have been made or not. */
  void unknown(Collection<TopicPartition> partitions) {
    last.keySet().removeAll(partitions);
  }

  /**
   * @throws AssertionError if somebody else is known to have claimed since
   */
  void committed(Collection<TopicPartition> partitions, SimulatedOwner owner) {
    for (TopicPartition partition : partitions) {
      assertThat(last.getOrDefault(partition, owner))
          .as("who commits %s has claimed it last", partition)
          .isSameAs(owner);
    }
  }
}
