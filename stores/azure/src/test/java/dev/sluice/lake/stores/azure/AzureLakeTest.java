// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import dev.sluice.lake.files.LakeContract;
import dev.sluice.lake.stores.Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class AzureLakeTest extends LakeContract {
  private static Azurite azurite;
  private String location;

  @BeforeAll
  static void start() throws Exception {
    azurite = Azurite.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (azurite != null) {
      azurite.close();
    }
  }

  @Override
  protected Store open() {
    if (location == null) {
      location = azurite.newContainer();
    }
    return azurite.open(location);
  }
}
