// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Upload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * A multipart upload that is not completed. One part fills in memory while earlier ones are on
 * their way; when all threads for parts are busy, the writer's own uploads the next.
 */
final class S3Upload extends Upload {
  private final Uploads uploads;
  private final Location target;
  private final UploadToken token;
  private final int partSize;
  private final ExecutorService threads;
  private final List<Future<?>> parts = new ArrayList<>();
  private Part filling = new Part();
  private boolean closed;

  S3Upload(
      Uploads uploads, Location target, UploadToken token, int partSize, ExecutorService threads) {
    this.uploads = uploads;
    this.target = target;
    this.token = token;
    this.partSize = partSize;
    this.threads = threads;
  }

  /** Bytes of one part, readable without a copy. */
  static final class Part extends ByteArrayOutputStream {
    Part() {
      super(1 << 14);
    }

    InputStream content() {
      return new ByteArrayInputStream(buf, 0, count);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("the upload of " + target + " has been closed");
    }
    int at = offset;
    while (at < offset + length) {
      int taken = Math.min(offset + length - at, partSize - filling.size());
      filling.write(bytes, at, taken);
      at += taken;
      if (filling.size() == partSize) {
        send();
      }
    }
  }

  private void send() throws IOException {
    for (Future<?> part : parts) {
      if (part.isDone()) {
        await(part);
      }
    }
    Part full = filling;
    filling = new Part();
    int number = parts.size() + 1;
    parts.add(
        threads.submit(
            () -> {
              uploads.part(target, token, number, full);
              return number;
            }));
  }

  private void await(Future<?> part) throws IOException {
    try {
      part.get();
    } catch (ExecutionException e) {
      throw new IOException("The upload of " + target + " failed: " + reason(e), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while uploading " + target);
    }
  }

  private static String reason(ExecutionException e) {
    return e.getCause().getMessage();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (filling.size() > 0 || parts.isEmpty()) {
      send();
    }
    for (Future<?> part : parts) {
      await(part);
    }
  }

  @Override
  public String token() {
    return token.toString();
  }

  @Override
  public void abort() throws IOException {
    closed = true;
    filling = new Part();
    for (Future<?> part : parts) {
      try {
        // A part that arrives after the upload has been dropped would stay.
        await(part);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        // A part that has failed is not there.
      }
    }
    uploads.drop(target, token);
  }
}
