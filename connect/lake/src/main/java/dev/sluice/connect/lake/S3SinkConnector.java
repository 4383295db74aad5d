// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.migrate.ConfluentS3;

/** Kafka topics into files on S3, told by the properties of the Confluent S3 sink. */
public final class S3SinkConnector extends FormerSinkConnector {
  public S3SinkConnector() {
    super(ConfluentS3.PEER);
  }
}
