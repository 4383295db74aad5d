// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Store;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 service over a folder, on a free port of this machine. */
final class S3Server implements AutoCloseable {
  private final S3Proxy proxy;
  private final AtomicInteger buckets = new AtomicInteger();
  private volatile Map<String, String> keys = Map.of("key", "secret");

  S3Server(Path folder) throws Exception {
    FilesystemNio2BlobStore objects = new FilesystemNio2BlobStore(folder.toString());
    proxy =
        S3Proxy.builder()
            .blobStore(objects)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "key", "secret")
            .build();
    proxy.setBlobStoreLocator(
        (key, bucket, name) ->
            keys.containsKey(key) ? new AccessGrant(keys.get(key), objects) : null);
    proxy.start();
  }

  /** From now on these keys open it, each with its secret, and no others. */
  void accept(Map<String, String> accepted) {
    keys = Map.copyOf(accepted);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  /** What a user sets to reach it. */
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put(S3Settings.ENDPOINT.name(), url().toString());
    properties.put(S3Settings.ACCESS_KEY.name(), "key");
    properties.put(S3Settings.SECRET_KEY.name(), "secret");
    return properties;
  }

  /** The name of a bucket that no other test uses. */
  String newBucket() {
    String name = "bucket-" + buckets.incrementAndGet();
    try (S3Client client = new Connection(new Settings(properties())).patient()) {
      client.createBucket(request -> request.bucket(name));
    }
    return name;
  }

  Store open(String location) {
    return new S3StoreProvider().open(location, new Settings(properties()));
  }

  @Override
  public void close() throws Exception {
    proxy.stop();
  }
}
