// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import dev.sluice.lake.files.LakeContract;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class GcsLakeTest extends LakeContract {
  private static Gcs gcs;
  private String location;

  @BeforeAll
  static void start() throws IOException {
    gcs = new Gcs();
  }

  @AfterAll
  static void stop() {
    gcs.close();
  }

  @Override
  protected Store open() {
    if (location == null) {
      location = gcs.newBucket();
    }
    return gcs.open(location, Map.of());
  }
}
