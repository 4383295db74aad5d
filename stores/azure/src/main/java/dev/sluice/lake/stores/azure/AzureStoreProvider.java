// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoreProvider;
import java.util.List;

/** Tables at {@code abfss://container@account.dfs.core.windows.net/folder}, on Azure Storage. */
public final class AzureStoreProvider implements StoreProvider {
  @Override
  public List<String> schemes() {
    return List.of("abfss", "abfs", "wasbs", "wasb");
  }

  @Override
  public Store open(String location, Settings settings) {
    Container container = Container.of(location);
    Blobs blobs = new Blobs(new Connection(settings, container), container);
    BlobOptions options = BlobOptions.of(settings);
    return new AzureStore(
        blobs,
        options,
        Math.toIntExact(settings.get(AzureSettings.BLOCK_SIZE)),
        Math.toIntExact(settings.get(AzureSettings.PARALLEL_BLOCKS)));
  }
}
