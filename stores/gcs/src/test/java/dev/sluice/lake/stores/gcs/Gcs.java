// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Store;
import dev.sluice.testkit.gcs.GcsServer;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that speaks the JSON API, and what a user sets to reach it. */
final class Gcs implements AutoCloseable {
  private final GcsServer server = new GcsServer();
  private final AtomicInteger buckets = new AtomicInteger();

  Gcs() throws IOException {}

  URI url() {
    return server.url();
  }

  /** The location of a bucket that no other test uses. */
  String newBucket() {
    String bucket = "bucket-" + buckets.incrementAndGet();
    server.create(bucket);
    return "gs://" + bucket;
  }

  static Map<String, String> properties(URI by) {
    Map<String, String> properties = new HashMap<>();
    properties.put(GcsSettings.ENDPOINT.name(), by.toString());
    return properties;
  }

  Store open(String location, Map<String, String> more) {
    Map<String, String> properties = properties(url());
    properties.putAll(more);
    return new GcsStoreProvider().open(location, new Settings(properties));
  }

  /** Objects as the API shows them. */
  Objects objects(String location) {
    Settings settings = new Settings(properties(url()));
    return new Objects(new Connection(settings), Bucket.of(location), settings);
  }

  @Override
  public void close() {
    server.close();
  }
}
