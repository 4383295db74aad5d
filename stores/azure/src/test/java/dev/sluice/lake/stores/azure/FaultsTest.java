// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.files.Turmoil;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.UnreliableLink;
import dev.sluice.testkit.Seeds;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Owners of one table on Azure, over a network that fails. */
class FaultsTest {
  private static final long SCHEDULES = 4;
  private final Map<UnreliableLink.Fate, Integer> counts = new EnumMap<>(UnreliableLink.Fate.class);

  @Test
  void losesAndDoublesNothing() throws Exception {
    try (Azurite azurite = Azurite.start()) {
      Seeds.upTo(SCHEDULES).forEach(seed -> Seeds.run(seed, () -> run(seed, azurite)));
    }
    if (!Seeds.single()) {
      assertThat(counts)
          .as("whatever can happen has happened")
          .containsOnlyKeys(EnumSet.complementOf(EnumSet.of(UnreliableLink.Fate.CONFLICT)));
    }
  }

  private void run(long seed, Azurite azurite) throws Exception {
    String location = azurite.newContainer() + "/lake";
    try (UnreliableLink link = new UnreliableLink(azurite.url(), seed, Optional.empty())) {
      Turmoil turmoil = new Turmoil(seed, () -> open(azurite, link, location));
      turmoil.run(link::settle, () -> azurite.open(location));
      link.counts().forEach((fate, count) -> counts.merge(fate, count, Integer::sum));
    }
  }

  static Store open(Azurite azurite, UnreliableLink link, String location) {
    Map<String, String> properties = azurite.properties(link.url());
    properties.put("azblob.retry.backoff.ms", "2ms");
    properties.put("azblob.request.timeout", "300ms");
    return new AzureStoreProvider().open(location, new Settings(properties));
  }
}
