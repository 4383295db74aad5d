// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoreProvider;
import java.util.List;

/** Tables at {@code s3://bucket/folder}, on Amazon S3 or a service that speaks its protocol. */
public final class S3StoreProvider implements StoreProvider {
  @Override
  public List<String> schemes() {
    return List.of("s3");
  }

  @Override
  public Store open(String location, Settings settings) {
    Bucket bucket = Bucket.of(location);
    ObjectOptions options = ObjectOptions.of(settings);
    return new S3Store(
        new Connection(settings),
        bucket,
        options,
        Math.toIntExact(settings.get(S3Settings.PART_SIZE)),
        Math.toIntExact(settings.get(S3Settings.PARALLEL_PARTS)));
  }
}
