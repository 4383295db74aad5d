// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {
  private static final Settings NONE = new Settings(Map.of());

  @TempDir Path folder;

  /** Opens the folder that a location names after its scheme. */
  private static final class FolderProvider implements StoreProvider {
    @Override
    public List<String> schemes() {
      return List.of("test", "other");
    }

    @Override
    public Store open(String location, Settings settings) {
      return new LocalStore(Path.of(location.replaceFirst("[a-z]+:/+", "/")));
    }
  }

  private final Stores stores = new Stores(List.of(new FolderProvider()));

  @Test
  void opensAFolder() {
    try (Store store = stores.open(folder.toString(), NONE)) {
      assertThat(store.describe()).isEqualTo(folder.toString());
    }
  }

  @Test
  void opensTheStoreOfAScheme() {
    try (Store store = stores.open("test://" + folder, NONE)) {
      assertThat(store.describe()).isEqualTo(folder.toString());
    }
  }

  @Test
  void opensTheStoreOfAnotherOfItsSchemes() {
    try (Store store = stores.open("other://" + folder, NONE)) {
      assertThat(store.describe()).isEqualTo(folder.toString());
    }
  }

  @Test
  void refusesASchemeThatNoStoreHas() {
    assertThatThrownBy(() -> stores.open("gopher://hole/orders", NONE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("gopher://hole/orders")
        .hasMessageContaining("test://");
  }
}
