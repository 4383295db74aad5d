// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.lake.stores.Leftover;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoredFile;
import dev.sluice.lake.stores.Upload;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A store in memory, with a judge who sees every change. Thread-safe. */
final class MemoryStore implements Store {
  private final NavigableMap<String, byte[]> objects = new TreeMap<>();
  private final Judge judge;

  MemoryStore(Judge judge) {
    this.judge = judge;
  }

  NavigableMap<String, byte[]> objects() {
    return objects;
  }

  @Override
  public synchronized Upload stage(Location staged, Location target) {
    finish(staged, new byte[0]);
    return new BufferedUpload(staged) {
      @Override
      void finish(byte[] content) {
        MemoryStore.this.finish(staged, content);
      }

      @Override
      public void abort() {
        delete(staged);
      }
    };
  }

  synchronized void finish(Location staged, byte[] content) {
    objects.put(staged.path(), content);
  }

  /** What a file looks like whose writer stops half way. */
  synchronized void tear(Location staged, byte[] content) {
    finish(staged, Arrays.copyOf(content, content.length / 2));
  }

  /** The token is the path of the staged file. */
  @Override
  public synchronized boolean publish(Location target, String token) {
    byte[] content = objects.remove(token);
    if (content == null) {
      return objects.containsKey(target.path());
    }
    judge.published(token, target, content);
    objects.put(target.path(), content);
    return true;
  }

  @Override
  public void drop(Location target, String token) {
    delete(new Location(token));
  }

  @Override
  public List<Leftover> leftovers(Location staged, Predicate<Location> targets) {
    return list(staged).stream()
        .map(staged::child)
        .map(file -> new Leftover(file, file.path()))
        .toList();
  }

  @Override
  public synchronized boolean putIfAbsent(Location location, byte[] content) throws IOException {
    if (objects.containsKey(location.path())) {
      return false;
    }
    put(location, content);
    return true;
  }

  /** What the protocol must never use. */
  synchronized void put(Location location, byte[] content) throws IOException {
    boolean replaced = objects.put(location.path(), content) != null;
    judge.wrote(location, Manifest.fromBytes(content), replaced, objects);
  }

  @Override
  public synchronized byte[] read(Location location) throws IOException {
    byte[] content = objects.get(location.path());
    if (content == null) {
      throw new FileNotFoundException(location.path());
    }
    return content;
  }

  @Override
  public InputStream open(Location location) throws IOException {
    return new ByteArrayInputStream(read(location));
  }

  @Override
  public synchronized List<StoredFile> files(Location directory) {
    String prefix = directory.path().isEmpty() ? "" : directory.path() + "/";
    return objects.entrySet().stream()
        .filter(object -> object.getKey().startsWith(prefix))
        .map(object -> new StoredFile(new Location(object.getKey()), object.getValue().length))
        .toList();
  }

  @Override
  public synchronized List<String> list(Location directory) {
    String prefix = directory.path() + "/";
    return objects.tailMap(prefix, true).keySet().stream()
        .takeWhile(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()).split("/", 2)[0])
        .distinct()
        .toList();
  }

  @Override
  public synchronized void delete(Location location) {
    if (objects.remove(location.path()) != null) {
      judge.deleted(location);
    }
  }

  @Override
  public String describe() {
    return "memory";
  }

  @Override
  public void close() {}
}
