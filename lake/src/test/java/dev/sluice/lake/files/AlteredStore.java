// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A store that passes every call on; tests change single calls. */
class AlteredStore implements Store {
  private final Store store;

  AlteredStore(Store store) {
    this.store = store;
  }

  @Override
  public OutputStream stage(Location staged) throws IOException {
    return store.stage(staged);
  }

  @Override
  public boolean publish(Location staged, Location target) throws IOException {
    return store.publish(staged, target);
  }

  @Override
  public boolean putIfAbsent(Location location, byte[] content) throws IOException {
    return store.putIfAbsent(location, content);
  }

  @Override
  public byte[] read(Location location) throws IOException {
    return store.read(location);
  }

  @Override
  public List<String> list(Location directory) throws IOException {
    return store.list(directory);
  }

  @Override
  public void delete(Location location) throws IOException {
    store.delete(location);
  }

  @Override
  public String describe() {
    return store.describe();
  }
}
