// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.lake.stores.Faults;
import dev.sluice.lake.stores.Leftover;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoredFile;
import dev.sluice.lake.stores.UnreliableLink.Fate;
import dev.sluice.lake.stores.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A store whose calls fail: before they have had their effect, after it, or so that they have it
 * later. For stores without a network between them and the process.
 */
final class FailingStore extends AlteredStore {
  private final Mishaps mishaps;

  FailingStore(Store store, Mishaps mishaps) {
    super(store);
    this.mishaps = mishaps;
  }

  /** What happens to the calls of all processes. */
  static final class Mishaps implements Faults, AutoCloseable {
    private final Random random;
    private final Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
    private final ExecutorService late = Executors.newCachedThreadPool();
    private final AtomicInteger underWay = new AtomicInteger();
    private List<Fate> fates = List.of();
    private int oneInBad = 1;

    Mishaps(long seed) {
      this.random = new Random(seed);
    }

    @Override
    public synchronized void turn(List<Fate> wanted, int oneIn) {
      fates = List.copyOf(wanted);
      oneInBad = oneIn;
    }

    synchronized Fate next() {
      boolean bad = !fates.isEmpty() && random.nextInt(oneInBad) == 0;
      Fate fate = bad ? fates.get(random.nextInt(fates.size())) : Fate.FINE;
      counts.merge(fate, 1, Integer::sum);
      return fate;
    }

    @Override
    public synchronized Map<Fate, Integer> counts() {
      return Map.copyOf(counts);
    }

    void later(Call<?> call) {
      underWay.incrementAndGet();
      late.execute(
          () -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            try {
              call.call();
            } catch (IOException e) {
              // Nobody asks for it any more.
            } finally {
              underWay.decrementAndGet();
            }
          });
    }

    @Override
    public void settle() {
      while (underWay.get() > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }

    @Override
    public void close() {
      late.shutdownNow();
    }
  }

  /** A call of the store. */
  private interface Call<T> {
    T call() throws IOException;
  }

  private <T> T meet(Call<T> call) throws IOException {
    Fate fate = mishaps.next();
    return switch (fate) {
      case FINE -> call.call();
      case SLOW_DOWN, LOST, CONFLICT -> throw new IOException(fate + " injected");
      case ANSWER_LOST, SILENCE -> {
        call.call();
        throw new IOException(fate + " injected, and it was done");
      }
      case LATE -> {
        mishaps.later(call);
        throw new IOException(fate + " injected, and it is done later");
      }
      case SLOW -> {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        yield call.call();
      }
    };
  }

  @Override
  public Upload stage(Location staged, Location target) throws IOException {
    Upload upload = super.stage(staged, target);
    return new BufferedUpload(staged) {
      @Override
      void finish(byte[] content) throws IOException {
        // Half a file stays where it fails in the middle.
        upload.write(content, 0, content.length / 2);
        meet(
            () -> {
              upload.write(content, content.length / 2, content.length - content.length / 2);
              upload.close();
              return true;
            });
      }

      @Override
      public void abort() throws IOException {
        upload.abort();
      }
    };
  }

  @Override
  public boolean publish(Location target, String token) throws IOException {
    return meet(() -> super.publish(target, token));
  }

  @Override
  public void drop(Location target, String token) throws IOException {
    meet(
        () -> {
          super.drop(target, token);
          return true;
        });
  }

  @Override
  public List<Leftover> leftovers(Location staged, Predicate<Location> targets) throws IOException {
    return meet(() -> super.leftovers(staged, targets));
  }

  @Override
  public boolean putIfAbsent(Location location, byte[] content) throws IOException {
    return meet(() -> super.putIfAbsent(location, content));
  }

  @Override
  public byte[] read(Location location) throws IOException {
    return meet(() -> super.read(location));
  }

  @Override
  public InputStream open(Location location) throws IOException {
    return meet(() -> super.open(location));
  }

  @Override
  public List<String> list(Location directory) throws IOException {
    return meet(() -> super.list(directory));
  }

  @Override
  public List<StoredFile> files(Location directory) throws IOException {
    return meet(() -> super.files(directory));
  }
}
