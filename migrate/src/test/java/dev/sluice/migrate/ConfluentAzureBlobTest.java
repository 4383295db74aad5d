// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ConfluentAzureBlobTest extends PeerContract {
  private static final String CLASSES = "io.confluent.connect.azure.blob.";

  @Override
  Peer peer() {
    return ConfluentAzureBlob.PEER;
  }

  @Override
  Map<String, String> minimal() {
    return Map.of(
        "name", "orders-to-azure",
        "connector.class", CLASSES + "AzureBlobStorageSinkConnector",
        "topics", "orders",
        "azblob.account.name", "acme",
        "azblob.account.key", "a2V5",
        "format.class", CLASSES + "format.parquet.ParquetFormat",
        "flush.size", "1000");
  }

  @Override
  List<String> reference() {
    return Stream.concat(
            STORAGE_REFERENCE.stream(),
            Stream.of(
                "azblob.account.name",
                "azblob.account.key",
                "azblob.sas.token",
                "azblob.container.name",
                "azblob.block.size",
                "azblob.retry.type",
                "azblob.retry.retries",
                "azblob.retry.backoff.ms",
                "azblob.retry.max.backoff.ms",
                "azblob.connection.timeout.ms",
                "azblob.proxy.url",
                "azblob.proxy.user",
                "azblob.proxy.password",
                "az.compression.type"))
        .toList();
  }

  @Override
  List<Case> cases() {
    String json = ";format.class=" + CLASSES + "format.json.JsonFormat";
    String place = ".blob.core.windows.net/topics";
    List<Case> own =
        List.of(
            of("storage.class=" + CLASSES + "storage.AzureBlobStorage", "KEPT"),
            of(
                "format.class=io.confluent.connect.azure.storage.format.avro.AvroFormat",
                "KEPT",
                "format=avro"),
            of("azblob.account.name=other", "KEPT", "location=abfss://default@other" + place),
            of("azblob.container.name=lake", "KEPT", "location=abfss://lake@acme" + place),
            of("azblob.account.key=k", "KEPT", "azblob.account.key=k"),
            of("azblob.sas.token=s", "KEPT", "azblob.sas.token=s"),
            of("azblob.block.size=5242880", "KEPT", "azblob.block.size=5242880"),
            of("azblob.retry.type=FIXED", "NOTED"),
            of("azblob.retry.retries=5", "KEPT", "azblob.retry.retries=5"),
            of("azblob.retry.backoff.ms=100", "KEPT", "azblob.retry.backoff.ms=100"),
            of("flush.size=1", "azblob.retry.backoff.ms=4000", "azblob.block.size=26214400"),
            of("azblob.retry.max.backoff.ms=1", "NOTED"),
            of("azblob.connection.timeout.ms=1", "NOTED"),
            of("azblob.proxy.url=http://p:1", "KEPT", "azblob.proxy.url=http://p:1"),
            of("azblob.proxy.user=u", "KEPT", "azblob.proxy.user=u"),
            of("azblob.proxy.password=p", "KEPT", "azblob.proxy.password=p"),
            of("az.compression.type=gzip" + json, "KEPT", "compression=gzip"),
            of("az.compression.level=9" + json, "NOTED"),
            of(
                "az.compression.level=9;az.compression.type=gzip" + json,
                "KEPT",
                "compression.level=9"),
            of("behavior.on.null.values=fail", "KEPT", "null.values=fail"),
            of("behavior.on.null.values=ignore", "KEPT", "null.values=drop"));
    return Stream.concat(
            storage(CLASSES, "abfss://default@acme.blob.core.windows.net").stream(), own.stream())
        .toList();
  }
}
