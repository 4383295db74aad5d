// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * A file that goes to a store in parts of equal size. One part fills in memory while earlier ones
 * are on their way; when all threads for parts are busy, the writer's own uploads the next.
 */
public final class PartedUpload extends Upload {
  private final Location target;
  private final Parts parts;
  private final int partSize;
  private final PartThreads threads;
  private final List<Future<?>> sent = new ArrayList<>();
  private Part filling = new Part();
  private long bytes;
  private boolean closed;
  private String token;

  /**
   * @param partSize bytes of every part but the last
   */
  public PartedUpload(Location target, Parts parts, int partSize, PartThreads threads) {
    this.target = target;
    this.parts = parts;
    this.partSize = partSize;
    this.threads = threads;
  }

  /** Where the parts of one file go. */
  public interface Parts {
    /**
     * Uploads a part.
     *
     * @param number from 1
     */
    void upload(int number, Part part) throws IOException;

    /**
     * Called once all parts are there.
     *
     * @param count how many; at least one, which is empty if the file is
     * @return the file's token
     */
    String finish(int count, long bytes) throws IOException;

    /** Drops what has been uploaded. */
    void drop() throws IOException;
  }

  /** Bytes of one part, readable without a copy. */
  public static final class Part extends ByteArrayOutputStream {
    Part() {
      super(1 << 14);
    }

    /** The bytes from the first. */
    public InputStream content() {
      return new ByteArrayInputStream(buf, 0, count);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] content, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("the upload of " + target + " has been closed");
    }
    bytes += length;
    int at = offset;
    while (at < offset + length) {
      int taken = Math.min(offset + length - at, partSize - filling.size());
      filling.write(content, at, taken);
      at += taken;
      if (filling.size() == partSize) {
        send();
      }
    }
  }

  private void send() throws IOException {
    for (Future<?> part : sent) {
      if (part.isDone()) {
        await(part);
      }
    }
    Part full = filling;
    filling = new Part();
    int number = sent.size() + 1;
    FutureTask<Void> upload =
        new FutureTask<>(
            () -> {
              parts.upload(number, full);
              return null;
            });
    try {
      sent.add(threads.run(upload));
    } catch (RejectedExecutionException e) {
      throw new IOException("The upload of " + target + " failed: " + e.getMessage(), e);
    }
  }

  private void await(Future<?> part) throws IOException {
    try {
      part.get();
    } catch (ExecutionException e) {
      throw new IOException(
          "The upload of " + target + " failed: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while uploading " + target);
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (filling.size() > 0 || sent.isEmpty()) {
      send();
    }
    for (Future<?> part : sent) {
      await(part);
    }
    token = parts.finish(sent.size(), bytes);
  }

  @Override
  public String token() {
    return token;
  }

  @Override
  public void abort() throws IOException {
    closed = true;
    filling = new Part();
    for (Future<?> part : sent) {
      try {
        // A part that arrives after the upload has been dropped would stay.
        await(part);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        // A part that has failed is not there.
      }
    }
    parts.drop();
  }
}
