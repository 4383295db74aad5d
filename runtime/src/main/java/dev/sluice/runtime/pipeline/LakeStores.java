// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.SettingGroup;
import dev.sluice.lake.stores.Stores;
import dev.sluice.lake.stores.azure.AzureSettings;
import dev.sluice.lake.stores.azure.AzureStoreProvider;
import dev.sluice.lake.stores.gcs.GcsSettings;
import dev.sluice.lake.stores.gcs.GcsStoreProvider;
import dev.sluice.lake.stores.s3.S3Settings;
import dev.sluice.lake.stores.s3.S3StoreProvider;
import java.util.List;

/** Where lake tables of a pipeline may lie, beside folders. */
public final class LakeStores {
  public static final Stores ALL =
      new Stores(List.of(new S3StoreProvider(), new AzureStoreProvider(), new GcsStoreProvider()));

  /** What can be told to them. */
  static final List<SettingGroup> GROUPS =
      List.of(S3Settings.GROUP, AzureSettings.GROUP, GcsSettings.GROUP);

  private LakeStores() {}
}
