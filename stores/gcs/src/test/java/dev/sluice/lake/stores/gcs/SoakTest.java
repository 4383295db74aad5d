// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import dev.sluice.lake.files.Soak;
import dev.sluice.lake.stores.UnreliableLink;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SoakTest {
  @Test
  void losesAndDoublesNothing() throws Exception {
    try (Gcs gcs = new Gcs();
        UnreliableLink link = new UnreliableLink(gcs.url(), 1, Optional.empty())) {
      String location = gcs.newBucket() + "/soak";
      new Soak(link, () -> FaultsTest.open(link, location), () -> gcs.open(location, Map.of()))
          .run("Google Cloud Storage");
    }
  }
}
