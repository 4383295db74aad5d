// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ConfluentAzureLakeTest extends PeerContract {
  private static final String CLASSES = "io.confluent.connect.azure.";
  private static final String OWN = "azure.datalake.gen2.";

  @Override
  Peer peer() {
    return ConfluentAzureLake.PEER;
  }

  @Override
  Map<String, String> minimal() {
    return Map.of(
        "name",
        "orders-to-azure",
        "connector.class",
        CLASSES + "datalake.gen2.AzureDataLakeGen2SinkConnector",
        "topics",
        "orders",
        OWN + "account.name",
        "acme",
        "format.class",
        CLASSES + "storage.format.parquet.ParquetFormat",
        "flush.size",
        "1000");
  }

  @Override
  List<String> reference() {
    return Stream.concat(
            STORAGE_REFERENCE.stream(),
            Stream.of("account.name", "client.id", "client.key", "token.endpoint", "access.key")
                .map(OWN::concat))
        .toList();
  }

  @Override
  List<Case> cases() {
    String json = ";format.class=" + CLASSES + "storage.format.json.JsonFormat";
    List<Case> own =
        List.of(
            of("storage.class=" + CLASSES + "storage.AzureStorage", "KEPT"),
            of(
                OWN + "account.name=other",
                "KEPT",
                "location=abfss://topics@other.dfs.core.windows.net"),
            of("topics.dir=", "REFUSED"),
            of("directory.delim=_", "REFUSED"),
            of(
                "topics.dir=lake/raw",
                "KEPT",
                "location=abfss://lake@acme.dfs.core.windows.net/raw"),
            of(OWN + "client.id=i", "KEPT", "azblob.client.id=i"),
            of(OWN + "client.key=k", "KEPT", "azblob.client.secret=k"),
            of(
                OWN + "token.endpoint=https://login.microsoftonline.com/my-tenant/oauth2/token",
                "KEPT",
                "azblob.tenant.id=my-tenant",
                "azblob.authority.host=https://login.microsoftonline.com"),
            of(
                OWN
                    + "token.endpoint=https://login.microsoftonline.com/my-tenant/oauth2/v2.0/token",
                "KEPT",
                "azblob.tenant.id=my-tenant"),
            of(OWN + "token.endpoint=my-tenant", "REFUSED"),
            of(OWN + "access.key=k", "KEPT", "azblob.account.key=k"),
            of("az.compression.type=gzip" + json, "KEPT", "compression=gzip"),
            of("az.compression.level=9" + json, "NOTED"),
            of(
                "az.compression.level=9;az.compression.type=gzip" + json,
                "KEPT",
                "compression.level=9"),
            of("behavior.on.null.values=fail", "KEPT", "null.values=fail"),
            of("behavior.on.null.values=ignore", "KEPT", "null.values=drop"));
    // Its container is named otherwise, which the cases above are about.
    List<Case> shared =
        storage(CLASSES + "storage.", "").stream()
            .filter(c -> !c.properties().containsKey("topics.dir"))
            .filter(c -> !"_".equals(c.properties().get("directory.delim")))
            .toList();
    return Stream.concat(shared.stream(), own.stream()).toList();
  }
}
