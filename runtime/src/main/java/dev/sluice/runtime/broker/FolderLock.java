// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.broker;

import dev.sluice.runtime.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a data folder for one process.
 *
 * <p>Kafka locks its log folder too, but only after the ports are bound: a second process would by
 * then have overwritten the remembered ports of the first. This lock is taken before anything else
 * is touched. The operating system releases it when the process dies, however it dies.
 */
final class FolderLock implements AutoCloseable {
  // POSIX drops a process's lock when it closes any descriptor of the file: a second attempt from
  // this process must be refused before it opens one
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the folder for this process.
   *
   * @throws StartupException when another process, or another broker of this process, holds it
   */
  static FolderLock take(Path folder) {
    long self = ProcessHandle.current().pid();
    try {
      Path real = folder.toRealPath();
      if (!HELD_HERE.add(real)) {
        throw inUse(folder, "this process, " + self);
      }
      try {
        return new FolderLock(real, lock(real, folder, self));
      } catch (IOException | StartupException e) {
        HELD_HERE.remove(real);
        throw e;
      }
    } catch (IOException e) {
      throw new StartupException(
          "The broker did not start: the data folder "
              + folder
              + " cannot be written ("
              + e.getMessage()
              + "). Check its permissions and the space left.",
          e);
    }
  }

  private static FileChannel lock(Path real, Path folder, long self) throws IOException {
    FileChannel channel =
        FileChannel.open(
            real.resolve("sluice.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        String owner = read(channel);
        throw inUse(folder, owner.isEmpty() ? "another process" : "process " + owner);
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(Long.toString(self).getBytes(StandardCharsets.UTF_8)), 0);
      return channel;
    } catch (IOException | StartupException e) {
      channel.close();
      throw e;
    }
  }

  private static StartupException inUse(Path folder, String owner) {
    return new StartupException(
        "The broker did not start: the data folder "
            + folder
            + " is already open in "
            + owner
            + ", and Kafka's log belongs to one process at a time. Stop that process, or start"
            + " this one with another data folder.");
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(20);
    channel.read(pid, 0);
    return new String(pid.array(), 0, pid.position(), StandardCharsets.UTF_8).trim();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD_HERE.remove(folder);
    }
  }
}
