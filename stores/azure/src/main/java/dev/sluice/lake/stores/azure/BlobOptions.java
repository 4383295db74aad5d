// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import com.azure.storage.blob.models.AccessTier;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What every data file is written with. */
record BlobOptions(
    Optional<AccessTier> tier, Map<String, String> metadata, Map<String, String> tags) {
  /** Metadata of a published file: the name under which it was staged. */
  static final String MARK = "sluice_staged";

  private static final int MOST_TAGS = 10;
  private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  BlobOptions {
    metadata = Map.copyOf(metadata);
    tags = Map.copyOf(tags);
  }

  /**
   * Reads them.
   *
   * @throws RefusedException if Azure would not take them
   */
  static BlobOptions of(Settings settings) {
    Map<String, String> metadata = new HashMap<>();
    for (String pair : settings.get(AzureSettings.METADATA)) {
      int at = pair.indexOf(':');
      String key = pair.substring(0, at);
      if (!KEY.matcher(key).matches()) {
        throw new RefusedException(
            AzureSettings.METADATA.name()
                + " has the key '"
                + key
                + "', and Azure takes only letters, digits and underscores, not beginning with a digit;"
                + " write another");
      }
      metadata.put(key, pair.substring(at + 1));
    }
    Map<String, String> tags = new HashMap<>();
    for (String pair : settings.get(AzureSettings.TAGS)) {
      int at = pair.indexOf(':');
      tags.put(pair.substring(0, at), pair.substring(at + 1));
    }
    if (tags.size() > MOST_TAGS) {
      throw new RefusedException(
          AzureSettings.TAGS.name()
              + " has "
              + tags.size()
              + " tags, and Azure takes "
              + MOST_TAGS
              + "; leave some out");
    }
    return new BlobOptions(
        settings.find(AzureSettings.TIER).map(AccessTier::fromString), metadata, tags);
  }

  /** The metadata, and the name under which the file was staged. */
  Map<String, String> marked(String mark) {
    Map<String, String> all = new HashMap<>(metadata);
    all.put(MARK, mark);
    return all;
  }
}
