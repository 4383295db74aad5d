// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A way to a server over which all connections together upload no faster than so much. */
final class SlowLink implements AutoCloseable {
  private static final int PIECE = 8 << 10;

  private final URI server;
  private final long bytesPerSecond;
  private final ServerSocket entrance;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private long freeAt = System.nanoTime();

  SlowLink(URI server, long bytesPerSecond) throws IOException {
    this.server = server;
    this.bytesPerSecond = bytesPerSecond;
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** What takes the place of the server's URL. */
  URI url() {
    return URI.create("http://127.0.0.1:" + entrance.getLocalPort());
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        Socket onward = new Socket(server.getHost(), server.getPort());
        threads.execute(() -> pass(client, onward, true));
        threads.execute(() -> pass(onward, client, false));
      } catch (IOException e) {
        // Closed; nobody comes any more.
      }
    }
  }

  private void pass(Socket from, Socket to, boolean slowly) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] piece = new byte[PIECE];
      for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
        if (slowly) {
          LockSupport.parkNanos(waitFor(length));
        }
        out.write(piece, 0, length);
      }
    } catch (IOException e) {
      // One side has gone away, and so the other is closed.
    }
  }

  /** Nanoseconds until so many bytes have their turn. */
  private synchronized long waitFor(int bytes) {
    long now = System.nanoTime();
    freeAt = Math.max(freeAt, now) + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
    return freeAt - now;
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    threads.shutdownNow();
  }
}
