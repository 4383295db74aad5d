// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ConfluentGcsTest extends PeerContract {
  private static final String CLASSES = "io.confluent.connect.gcs.";

  @Override
  Peer peer() {
    return ConfluentGcs.PEER;
  }

  @Override
  Map<String, String> minimal() {
    return Map.of(
        "name", "orders-to-gcs",
        "connector.class", CLASSES + "GcsSinkConnector",
        "topics", "orders",
        "gcs.bucket.name", "lake",
        "format.class", CLASSES + "format.parquet.ParquetFormat",
        "flush.size", "1000");
  }

  @Override
  List<String> reference() {
    return Stream.concat(
            STORAGE_REFERENCE.stream(),
            Stream.of(
                "gcs.bucket.name",
                "gcs.part.size",
                "gcs.credentials.path",
                "gcs.credentials.json",
                "gcs.part.retries",
                "gcs.retry.backoff.ms",
                "gcs.compression.type",
                "gcs.proxy.url",
                "gcs.proxy.user",
                "gcs.proxy.password"))
        .toList();
  }

  @Override
  List<Case> cases() {
    String json = ";format.class=" + CLASSES + "format.json.JsonFormat";
    List<Case> own =
        List.of(
            of("storage.class=" + CLASSES + "storage.GcsStorage", "KEPT"),
            of("gcs.bucket.name=raw", "KEPT", "location=gs://raw/topics"),
            of("gcs.credentials.path=/k.json", "KEPT", "gcs.credentials.path=/k.json"),
            of("gcs.credentials.json={}", "KEPT", "gcs.credentials.json={}"),
            of("gcs.credentials.provider.class=com.example.Mine", "REFUSED"),
            of("gcs.part.size=5242880", "KEPT", "gcs.part.size=5242880"),
            of("flush.size=1", "gcs.part.size=26214400", "gcs.part.retries=3"),
            of("gcs.part.retries=5", "KEPT", "gcs.part.retries=5"),
            of("gcs.retry.backoff.ms=100", "KEPT", "gcs.retry.backoff.ms=100"),
            of("gcs.compression.type=gzip" + json, "KEPT", "compression=gzip"),
            of("gcs.compression.type=gzip", "REFUSED"),
            of("gcs.compression.level=9" + json, "NOTED"),
            of(
                "gcs.compression.level=9;gcs.compression.type=gzip" + json,
                "KEPT",
                "compression.level=9"),
            of("gcs.proxy.url=http://p:1", "KEPT", "gcs.proxy.url=http://p:1"),
            of("gcs.proxy.user=u", "KEPT", "gcs.proxy.user=u"),
            of("gcs.proxy.password=p", "KEPT", "gcs.proxy.password=p"),
            of("s3.schema.partition.affix.type=SUFFIX", "UNKNOWN", "partition=topic, default"),
            of("behavior.on.null.values=fail", "KEPT", "null.values=fail"),
            of("behavior.on.null.values=ignore", "KEPT", "null.values=drop"));
    return Stream.concat(storage(CLASSES, "gs://lake").stream(), own.stream()).toList();
  }
}
