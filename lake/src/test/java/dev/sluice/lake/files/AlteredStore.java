// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.lake.stores.Leftover;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoredFile;
import dev.sluice.lake.stores.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Predicate;

/** A store that passes every call on; tests change single calls. */
public class AlteredStore implements Store {
  private final Store store;

  protected AlteredStore(Store store) {
    this.store = store;
  }

  @Override
  public Upload stage(Location staged, Location target) throws IOException {
    return store.stage(staged, target);
  }

  @Override
  public boolean publish(Location target, String token) throws IOException {
    return store.publish(target, token);
  }

  @Override
  public void drop(Location target, String token) throws IOException {
    store.drop(target, token);
  }

  @Override
  public List<Leftover> leftovers(Location staged, Predicate<Location> targets) throws IOException {
    return store.leftovers(staged, targets);
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
  public InputStream open(Location location) throws IOException {
    return store.open(location);
  }

  @Override
  public List<StoredFile> files(Location directory) throws IOException {
    return store.files(directory);
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

  @Override
  public void close() {
    store.close();
  }
}
