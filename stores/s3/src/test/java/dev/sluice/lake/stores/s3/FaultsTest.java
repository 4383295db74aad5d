// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.files.Turmoil;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.UnreliableLink;
import dev.sluice.testkit.Seeds;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Owners of one table on S3, over a network that fails. */
class FaultsTest {
  private static final long SCHEDULES = 4;
  static final Optional<String> CONFLICT = Optional.of("ConditionalRequestConflict");

  @TempDir Path folder;
  private final Map<UnreliableLink.Fate, Integer> counts = new EnumMap<>(UnreliableLink.Fate.class);

  @Test
  void losesAndDoublesNothing() throws Exception {
    try (S3Server server = new S3Server(folder)) {
      Seeds.upTo(SCHEDULES).forEach(seed -> Seeds.run(seed, () -> run(seed, server)));
    }
    if (!Seeds.single()) {
      assertThat(counts)
          .as("whatever can happen has happened")
          .containsOnlyKeys(UnreliableLink.Fate.values());
    }
  }

  private void run(long seed, S3Server server) throws Exception {
    String location = "s3://" + server.newBucket() + "/lake";
    try (UnreliableLink link = new UnreliableLink(server.url(), seed, CONFLICT)) {
      Turmoil turmoil = new Turmoil(seed, () -> open(server, link, location));
      turmoil.run(link::settle, () -> server.open(location));
      link.counts().forEach((fate, count) -> counts.merge(fate, count, Integer::sum));
    }
  }

  static Store open(S3Server server, UnreliableLink link, String location) {
    Map<String, String> properties = server.properties();
    properties.put("store.url", link.url().toString());
    properties.put("s3.retry.backoff.ms", "2ms");
    properties.put("s3.request.timeout", "300ms");
    return new S3StoreProvider().open(location, new Settings(properties));
  }
}
