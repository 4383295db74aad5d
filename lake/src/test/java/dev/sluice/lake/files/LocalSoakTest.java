// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.lake.stores.LocalStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSoakTest {
  @TempDir Path folder;

  @Test
  void losesAndDoublesNothing() throws IOException {
    try (FailingStore.Mishaps mishaps = new FailingStore.Mishaps(1)) {
      new Soak(
              mishaps,
              () -> new FailingStore(new LocalStore(folder), mishaps),
              () -> new LocalStore(folder))
          .run("local disk");
    }
  }
}
