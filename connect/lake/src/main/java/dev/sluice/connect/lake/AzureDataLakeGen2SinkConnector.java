// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.migrate.ConfluentAzureLake;

/**
 * Kafka topics into files on Azure Data Lake Storage Gen2, told by the properties of Confluent's
 * sink for it.
 */
public final class AzureDataLakeGen2SinkConnector extends FormerSinkConnector {
  public AzureDataLakeGen2SinkConnector() {
    super(ConfluentAzureLake.PEER);
  }
}
