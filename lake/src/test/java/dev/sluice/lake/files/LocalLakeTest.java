// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.lake.stores.LocalStore;
import dev.sluice.lake.stores.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalLakeTest extends LakeContract {
  @TempDir Path folder;

  @Override
  protected Store open() {
    return new LocalStore(folder);
  }
}
