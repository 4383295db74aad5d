// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import com.google.api.services.storage.model.StorageObject;
import dev.sluice.core.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What every data file is written with. */
record ObjectOptions(
    Optional<String> storageClass, Optional<String> kmsKey, Map<String, String> metadata) {
  /** Metadata of a data file: the name under which it was staged. */
  private static final String MARK = "sluice-staged";

  ObjectOptions {
    metadata = Map.copyOf(metadata);
  }

  static ObjectOptions of(Settings settings) {
    Map<String, String> metadata = new HashMap<>();
    for (String pair : settings.get(GcsSettings.METADATA)) {
      int at = pair.indexOf(':');
      metadata.put(pair.substring(0, at), pair.substring(at + 1));
    }
    return new ObjectOptions(
        settings.find(GcsSettings.STORAGE_CLASS), settings.find(GcsSettings.KMS_KEY), metadata);
  }

  /** What a data file is created with that is staged under a name. */
  StorageObject marked(String staged) {
    Map<String, String> all = new HashMap<>(metadata);
    all.put(MARK, staged);
    StorageObject object = new StorageObject().setMetadata(all);
    storageClass.ifPresent(object::setStorageClass);
    return object;
  }

  /** Whether an object is the one that was staged under a name. */
  static boolean isMarked(StorageObject object, String staged) {
    return object.getMetadata() != null && staged.equals(object.getMetadata().get(MARK));
  }
}
