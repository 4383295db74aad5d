// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

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

/** Owners of one table on Google Cloud Storage, over a network that fails. */
class FaultsTest {
  private static final long SCHEDULES = 4;
  private final Map<UnreliableLink.Fate, Integer> counts = new EnumMap<>(UnreliableLink.Fate.class);

  @Test
  void losesAndDoublesNothing() throws Exception {
    try (Gcs gcs = new Gcs()) {
      Seeds.upTo(SCHEDULES).forEach(seed -> Seeds.run(seed, () -> run(seed, gcs)));
    }
    if (!Seeds.single()) {
      assertThat(counts)
          .as("whatever can happen has happened")
          .containsOnlyKeys(EnumSet.complementOf(EnumSet.of(UnreliableLink.Fate.CONFLICT)));
    }
  }

  private void run(long seed, Gcs gcs) throws Exception {
    String location = gcs.newBucket() + "/lake";
    try (UnreliableLink link = new UnreliableLink(gcs.url(), seed, Optional.empty())) {
      Turmoil turmoil = new Turmoil(seed, () -> open(link, location));
      turmoil.run(link::settle, () -> gcs.open(location, Map.of()));
      link.counts().forEach((fate, count) -> counts.merge(fate, count, Integer::sum));
    }
  }

  static Store open(UnreliableLink link, String location) {
    Map<String, String> properties = Gcs.properties(link.url());
    properties.put("gcs.retry.backoff.ms", "2ms");
    properties.put("gcs.request.timeout", "300ms");
    return new GcsStoreProvider().open(location, new Settings(properties));
  }
}
