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

/**
 * One process's way to the store. Before each call others may run; the call may be the last thing
 * the process does, may fail, may take effect without an answer, or long after it was given up.
 */
final class UnreliableStore implements Store {
  /** The number of a process beside which no other runs. */
  static final int ALONE = -1;

  private final MemoryStore memory;
  private final Turns turns;
  private final Weather weather;
  private final int task;
  private boolean dead;

  UnreliableStore(MemoryStore memory, Turns turns, Weather weather, int task) {
    this.memory = memory;
    this.turns = turns;
    this.weather = weather;
    this.task = task;
  }

  /** What a call does to the store. */
  interface Effect<T> {
    T apply() throws IOException;
  }

  private <T> T step(Effect<T> effect) throws IOException {
    if (dead) {
      throw new Crash();
    }
    if (task != ALONE) {
      turns.pass(task);
    }
    weather.pass();
    return switch (weather.next()) {
      case FINE -> effect.apply();
      case CRASH_BEFORE -> throw crash();
      case CRASH_AFTER -> {
        effect.apply();
        throw crash();
      }
      case FAIL -> throw new IOException("refused");
      case LOSE_ANSWER -> {
        effect.apply();
        throw new IOException("no answer, but it was done");
      }
      case LATE -> {
        weather.later(effect);
        throw new IOException("no answer, and it is done later");
      }
    };
  }

  private Crash crash() {
    dead = true;
    return new Crash();
  }

  @Override
  public Upload stage(Location staged, Location target) throws IOException {
    step(() -> memory.stage(staged, target));
    return new BufferedUpload(staged) {
      @Override
      void finish(byte[] content) throws IOException {
        if (!dead) {
          memory.tear(staged, content);
        }
        step(
            () -> {
              memory.finish(staged, content);
              return true;
            });
      }

      @Override
      public void abort() throws IOException {
        drop(target, token());
      }
    };
  }

  @Override
  public boolean publish(Location target, String token) throws IOException {
    return step(() -> memory.publish(target, token));
  }

  @Override
  public void drop(Location target, String token) throws IOException {
    delete(new Location(token));
  }

  @Override
  public List<Leftover> leftovers(Location staged, Predicate<Location> targets) throws IOException {
    return step(() -> memory.leftovers(staged, targets));
  }

  @Override
  public boolean putIfAbsent(Location location, byte[] content) throws IOException {
    return step(() -> memory.putIfAbsent(location, content));
  }

  /** What the protocol must never use. */
  void put(Location location, byte[] content) throws IOException {
    step(
        () -> {
          memory.put(location, content);
          return true;
        });
  }

  @Override
  public byte[] read(Location location) throws IOException {
    return step(() -> memory.read(location));
  }

  @Override
  public InputStream open(Location location) throws IOException {
    return step(() -> memory.open(location));
  }

  @Override
  public List<StoredFile> files(Location directory) throws IOException {
    return step(() -> memory.files(directory));
  }

  @Override
  public List<String> list(Location directory) throws IOException {
    return step(() -> memory.list(directory));
  }

  @Override
  public void delete(Location location) throws IOException {
    step(
        () -> {
          memory.delete(location);
          return true;
        });
  }

  @Override
  public String describe() {
    return memory.describe();
  }

  @Override
  public void close() {}
}
