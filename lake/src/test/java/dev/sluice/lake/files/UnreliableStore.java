// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

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
  public OutputStream stage(Location staged) throws IOException {
    step(() -> memory.stage(staged));
    return new ByteArrayOutputStream() {
      private boolean closed;

      @Override
      public void close() throws IOException {
        if (!closed) {
          closed = true;
          byte[] content = toByteArray();
          if (!dead) {
            memory.tear(staged, content);
          }
          step(() -> finish(staged, content));
        }
      }
    };
  }

  private boolean finish(Location staged, byte[] content) throws IOException {
    try (OutputStream out = memory.stage(staged)) {
      out.write(content);
    }
    return true;
  }

  @Override
  public boolean publish(Location staged, Location target) throws IOException {
    return step(() -> memory.publish(staged, target));
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
}
