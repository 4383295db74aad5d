// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import dev.sluice.lake.files.Soak;
import dev.sluice.lake.stores.UnreliableLink;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SoakTest {
  @Test
  void losesAndDoublesNothing() throws Exception {
    try (Azurite azurite = Azurite.start();
        UnreliableLink link = new UnreliableLink(azurite.url(), 1, Optional.empty())) {
      String location = azurite.newContainer() + "/soak";
      new Soak(link, () -> FaultsTest.open(azurite, link, location), () -> azurite.open(location))
          .run("Azure");
    }
  }
}
