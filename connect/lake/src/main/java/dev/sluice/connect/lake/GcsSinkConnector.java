// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.migrate.ConfluentGcs;

/**
 * Kafka topics into files on Google Cloud Storage, told by the properties of the Confluent GCS
 * sink.
 */
public final class GcsSinkConnector extends FormerSinkConnector {
  public GcsSinkConnector() {
    super(ConfluentGcs.PEER);
  }
}
