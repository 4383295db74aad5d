// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.migrate.ConfluentAzureBlob;

/**
 * Kafka topics into files on Azure Blob Storage, told by the properties of Confluent's sink for it.
 */
public final class AzureBlobSinkConnector extends FormerSinkConnector {
  public AzureBlobSinkConnector() {
    super(ConfluentAzureBlob.PEER);
  }
}
