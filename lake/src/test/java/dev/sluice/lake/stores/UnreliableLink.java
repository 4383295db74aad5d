// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to a server on which requests and answers get lost, are late, or are turned away; which, a
 * seed tells.
 */
public final class UnreliableLink implements Faults, AutoCloseable {
  /** What becomes of a request. */
  public enum Fate {
    FINE,
    /** Turned away with 503, and so are some that follow. */
    SLOW_DOWN,
    /** The connection breaks before the server has seen the request. */
    LOST,
    /** The server does it, and the connection breaks before the answer. */
    ANSWER_LOST,
    /** The server does it, and the answer does not come. */
    SILENCE,
    /** The connection breaks, and the server does it some time later. */
    LATE,
    /** Takes its time. */
    SLOW,
    /** A conditional write is told of another under way. */
    CONFLICT
  }

  private final URI server;
  private final Optional<String> conflict;
  private final Random random;
  private List<Fate> fates = List.of(Fate.values()).subList(1, Fate.values().length);
  private int oneInBad;
  private final ServerSocket entrance;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Phaser underWay = new Phaser(1);
  private final Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
  private int refusing;

  /**
   * @param conflict with which code the service tells 409 to a conditional write while another is
   *     under way; empty if it never does, and the request is lost instead
   */
  public UnreliableLink(URI server, long seed, Optional<String> conflict) throws IOException {
    this.server = server;
    this.conflict = conflict;
    this.random = new Random(seed);
    this.oneInBad = 6 + random.nextInt(30);
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** What takes the place of the server's URL. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + entrance.getLocalPort());
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        underWay.register();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        // Closed; nobody comes any more.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      HttpMessage request = HttpMessage.read(client.getInputStream());
      serve(request, client, next(conflict.isPresent() && request.has("if-none-match")));
    } catch (IOException e) {
      // The other side has gone away, as it may.
    } finally {
      underWay.arriveAndDeregister();
    }
  }

  private void serve(HttpMessage request, Socket client, Fate fate) throws IOException {
    OutputStream out = client.getOutputStream();
    switch (fate) {
      case FINE -> out.write(forward(request));
      case SLOW_DOWN -> out.write(HttpMessage.error(503, "SlowDown"));
      case CONFLICT -> out.write(HttpMessage.error(409, conflict.orElseThrow()));
      case LOST -> reset(client);
      case ANSWER_LOST -> {
        forward(request);
        reset(client);
      }
      case SILENCE -> {
        forward(request);
        // Until the client has had enough.
        client.getInputStream().read();
      }
      case LATE -> {
        reset(client);
        pause(200);
        forward(request);
      }
      case SLOW -> {
        pause(50);
        out.write(forward(request));
      }
    }
  }

  private void pause(int atMostMillis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + draw(atMostMillis)));
  }

  private synchronized int draw(int bound) {
    return random.nextInt(bound);
  }

  private synchronized Fate next(boolean mayConflict) {
    Fate fate = Fate.FINE;
    if (refusing > 0) {
      refusing--;
      fate = Fate.SLOW_DOWN;
    } else if (!fates.isEmpty() && random.nextInt(oneInBad) == 0) {
      fate = fates.get(random.nextInt(fates.size()));
      if (fate == Fate.SLOW_DOWN) {
        refusing = random.nextInt(8);
      }
      fate = fate == Fate.CONFLICT && !mayConflict ? Fate.LOST : fate;
    }
    counts.merge(fate, 1, Integer::sum);
    return fate;
  }

  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  private byte[] forward(HttpMessage request) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write(request.bytesOfTheLast());
      return socket.getInputStream().readAllBytes();
    }
  }

  @Override
  public synchronized void turn(List<Fate> wanted, int oneIn) {
    fates = List.copyOf(wanted);
    oneInBad = oneIn;
    refusing = 0;
  }

  @Override
  public void settle() {
    int phase = underWay.arrive();
    try {
      underWay.awaitAdvanceInterruptibly(phase, 30, TimeUnit.SECONDS);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("requests are still under way", e);
    }
  }

  @Override
  public synchronized Map<Fate, Integer> counts() {
    return Map.copyOf(counts);
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    threads.shutdownNow();
  }
}
