// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoreProvider;
import java.util.List;

/** Tables at {@code gs://bucket/folder}, on Google Cloud Storage. */
public final class GcsStoreProvider implements StoreProvider {
  @Override
  public List<String> schemes() {
    return List.of("gs");
  }

  @Override
  public Store open(String location, Settings settings) {
    Objects objects = new Objects(new Connection(settings), Bucket.of(location), settings);
    return new GcsStore(
        objects,
        Math.toIntExact(settings.get(GcsSettings.PART_SIZE)),
        Math.toIntExact(settings.get(GcsSettings.PARALLEL_PARTS)));
  }
}
