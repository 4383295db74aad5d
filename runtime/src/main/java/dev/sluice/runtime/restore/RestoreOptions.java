// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import java.util.Map;
import java.util.Optional;

/**
 * What is to be restored, and where to.
 *
 * @param topic the one that records go to; empty: the topics they came from
 * @param client properties of the Kafka client, {@code bootstrap.servers} among them
 * @param from first offsets, in the topic that the records came from
 * @param until offsets after the last
 * @param append whether the target may hold records of another origin; then nothing is known of
 *     earlier runs
 * @param replication of a target that is made; empty: as the brokers like it
 */
public record RestoreOptions(
    Optional<String> topic,
    Map<String, String> client,
    OffsetBounds from,
    OffsetBounds until,
    boolean append,
    Optional<Short> replication) {
  public RestoreOptions {
    client = Map.copyOf(client);
  }
}
