// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that is killed again and again at random moments. One life in four ends while the
 * process starts; the others end within some seconds after it is up, while orders flow.
 */
final class Lives {
  private final long seed = Long.getLong("sluice.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Path folder;
  private final List<String> arguments;
  private int kills;

  Lives(Path folder, List<String> arguments) {
    this.folder = folder;
    this.arguments = arguments;
  }

  /** For failure messages: enough to live the same lives again. */
  @Override
  public String toString() {
    return kills + " kills, -Dsluice.seed=" + seed;
  }

  void endByKill(int times) throws IOException, InterruptedException {
    for (int i = 0; i < times; i++) {
      Path output = folder.resolve("life-" + kills + ".txt");
      try (Binary binary = Binary.start(folder, output, arguments)) {
        if (random.nextInt(4) == 0) {
          pass(200 + random.nextInt(5_000));
        } else {
          Running.await(binary);
          pass(random.nextInt(5_000));
        }
        assertThat(binary.isAlive()).as("alive when it is killed: %s", binary.output()).isTrue();
        binary.kill();
        kills++;
      }
    }
  }

  private static void pass(long millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
