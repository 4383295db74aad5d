// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.ConfluentAzure.CLASSES;
import static dev.sluice.migrate.PeerProperty.secret;
import static dev.sluice.migrate.Rule.same;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.migrate.Storage.Place;
import java.util.List;
import java.util.stream.Stream;

/** Confluent's sink for Azure Blob Storage, as its public documentation describes it. */
public final class ConfluentAzureBlob {
  private static final Setting<String> ACCOUNT = ConfluentAzure.account("azblob.account.name");
  private static final Setting<String> CONTAINER =
      Setting.of("azblob.container.name", Kind.TEXT, "default", "The container.", "lake");

  /** The connector. */
  public static final Peer PEER =
      new Peer(
          "the Azure Blob Storage sink",
          "dev.sluice.connect.lake.AzureBlobSinkConnector",
          CLASSES + "blob.AzureBlobStorageSinkConnector",
          ConfluentAzure.groups(
              List.of(CLASSES + "blob.", CLASSES + "storage."),
              Stream.concat(container().stream(), ConfluentAzure.requests().stream()).toList(),
              CLASSES + "blob.storage.AzureBlobStorage",
              Place.in(
                  to ->
                      "abfss://"
                          + to.text(CONTAINER)
                          + "@"
                          + to.text(ACCOUNT)
                          + ".blob.core.windows.net")));

  private ConfluentAzureBlob() {}

  private static List<PeerProperty> container() {
    return List.of(
        new PeerProperty(ACCOUNT, ConfluentAzure.partOfLocation()),
        secret("azblob.account.key", "Key of the account.", same()),
        secret("azblob.sas.token", "Shared access signature instead of a key.", same()),
        new PeerProperty(CONTAINER, ConfluentAzure.partOfLocation()));
  }
}
