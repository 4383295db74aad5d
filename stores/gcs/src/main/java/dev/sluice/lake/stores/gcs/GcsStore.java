// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import com.google.api.services.storage.model.StorageObject;
import dev.sluice.lake.stores.Leftover;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.PartThreads;
import dev.sluice.lake.stores.PartedUpload;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoredFile;
import dev.sluice.lake.stores.Upload;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A folder of a bucket. A file is staged as an object under the name for it, where readers do not
 * look, and published by moving it: Google renames an object at once, whatever its size, under the
 * condition of what is there. An upload in a session of Google's could be completed by another
 * process only with its last bytes, and takes its parts one after another; so parts are objects of
 * their own, uploaded side by side, and composed, which copies nothing either. Most files are one
 * part, which is the staged object itself.
 */
final class GcsStore implements Store {
  /** How many objects another may be composed of at once. */
  private static final int MOST_SOURCES = 32;

  private final Objects objects;
  private final int partSize;
  private final PartThreads threads;

  GcsStore(Objects objects, int partSize, int parallel) {
    this.objects = objects;
    this.partSize = partSize;
    this.threads = new PartThreads("sluice-gcs-part", parallel);
  }

  @Override
  public Upload stage(Location staged, Location target) {
    return new PartedUpload(target, new PartObjects(staged), partSize, threads);
  }

  /** Metadata travels in headers too, so in ASCII. */
  private static String mark(Location staged) {
    return URLEncoder.encode(staged.name(), StandardCharsets.UTF_8);
  }

  /** Parts of one file, as objects beside each other. */
  private final class PartObjects implements PartedUpload.Parts {
    private final Location staged;
    private final Set<Location> written = ConcurrentHashMap.newKeySet();

    PartObjects(Location staged) {
      this.staged = staged;
    }

    private Location part(int number) {
      return new Location(staged.path() + "." + number);
    }

    @Override
    public void upload(int number, PartedUpload.Part part) throws IOException {
      Location at = part(number);
      written.add(at);
      objects.write(at, part, mark(at));
    }

    @Override
    public String finish(int count, long bytes) throws IOException {
      if (count == 1) {
        return part(1).path();
      }
      written.add(staged);
      List<Location> sources = new ArrayList<>();
      for (int number = 1; number <= count; number++) {
        sources.add(part(number));
        if (sources.size() == MOST_SOURCES || number == count) {
          objects.compose(staged, sources, mark(staged));
          sources = new ArrayList<>(List.of(staged));
        }
      }
      for (int number = 1; number <= count; number++) {
        objects.delete(part(number));
      }
      return staged.path();
    }

    @Override
    public void drop() throws IOException {
      for (Location at : written) {
        objects.delete(at);
      }
    }
  }

  @Override
  public boolean publish(Location target, String token) throws IOException {
    Location staged = new Location(token);
    Optional<StorageObject> there = objects.find(target);
    if (isPublished(there, staged)) {
      return true;
    }
    try {
      // The same offsets may have landed before, and been rewound: that file is replaced.
      objects.move(staged, target, there.map(StorageObject::getGeneration).orElse(0L));
      return true;
    } catch (FileNotFoundException e) {
      // Another process, or an earlier try of ours whose answer was lost, may have moved it.
      return isPublished(objects.find(target), staged);
    } catch (Requests.AnotherObjectException e) {
      if (isPublished(objects.find(target), staged)) {
        return true;
      }
      throw e;
    }
  }

  private static boolean isPublished(Optional<StorageObject> object, Location staged) {
    return object.filter(is -> ObjectOptions.isMarked(is, mark(staged))).isPresent();
  }

  @Override
  public void drop(Location target, String token) throws IOException {
    objects.delete(new Location(token));
  }

  @Override
  public List<Leftover> leftovers(Location staged, Predicate<Location> targets) throws IOException {
    return objects.files(staged).stream()
        .map(file -> new Leftover(file.at(), file.at().path()))
        .toList();
  }

  @Override
  public boolean putIfAbsent(Location location, byte[] content) throws IOException {
    return objects.putIfAbsent(location, content);
  }

  @Override
  public byte[] read(Location location) throws IOException {
    return objects.read(location);
  }

  @Override
  public InputStream open(Location location) throws IOException {
    return objects.open(location);
  }

  @Override
  public List<String> list(Location directory) throws IOException {
    return objects.list(directory);
  }

  @Override
  public List<StoredFile> files(Location directory) throws IOException {
    return objects.files(directory);
  }

  @Override
  public void delete(Location location) throws IOException {
    objects.delete(location);
  }

  @Override
  public String describe() {
    return objects.toString();
  }

  @Override
  public void close() {
    threads.close();
  }
}
