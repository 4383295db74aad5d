// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.lake.stores.LocalStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table on a disk that is full for a while: a small one of its own, in memory. */
class FullDiskTest {
  @TempDir Path folder;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=16m,nr_inodes=0", "sluice-test", disk.toString());
    if (!mounted) {
      System.err.println("SKIPPED: a table on a full disk, because this user may not mount one");
    }
    Assumptions.assumeTrue(mounted, "no disk can be mounted");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      // There is no such program.
      return false;
    }
  }

  @Test
  void waitsForRoomAndLosesNothing() throws Exception {
    Path table = disk.resolve("orders");
    Path filler = disk.resolve("filler");
    new Outage(new LocalStore(table), () -> fill(filler), () -> Files.delete(filler))
        .run(List.of(table.toString(), "No space left on device"), new LocalStore(table));
  }

  /** Until nothing more goes in. */
  private static void fill(Path filler) throws IOException {
    byte[] zeros = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(zeros);
      }
    } catch (IOException e) {
      // Full.
    }
  }
}
