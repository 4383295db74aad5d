// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.broker;

import dev.sluice.runtime.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Holds a data folder for one process.
 *
 * <p>Kafka locks its log folder too, but only after the ports are bound: a second process would by
 * then have overwritten the remembered ports of the first. This lock is taken before anything else
 * is touched. The operating system releases it when the process dies, however it dies.
 */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the folder for this process.
   *
   * @throws StartupException when another process, or another broker of this process, holds it
   */
  static FolderLock take(Path folder) {
    try {
      FileChannel channel =
          FileChannel.open(
              folder.resolve("sluice.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (!lock(channel)) {
        String owner = read(channel);
        channel.close();
        throw new StartupException(
            "The broker did not start: the data folder "
                + folder
                + " is already open in "
                + (owner.isEmpty() ? "another process" : "process " + owner)
                + ", and Kafka's log belongs to one process at a time. Stop that process, or start"
                + " this one with another data folder.");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)),
          0);
      return new FolderLock(channel);
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

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
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
    }
  }
}
