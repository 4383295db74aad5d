// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.runtime.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's own HTTP interface. It brings {@code /health} and {@code /metrics}; other parts add
 * their paths.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final int THREADS = 4;
  private static final int LARGEST_BODY = 16 << 20;

  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  static {
    // Head and body leave apart: without this each answer waits 40 ms for an acknowledgement. It
    // counts only when set before the process's first HttpServer.
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final AccessRule access;
  private final List<HealthCheck> checks = new CopyOnWriteArrayList<>();

  private ControlServer(HttpServer server, AccessRule access) {
    this.server = server;
    this.access = access;
    this.threads = Executors.newFixedThreadPool(THREADS, new DaemonThreads());
    server.setExecutor(threads);
  }

  /** Listens on a free port of loopback. */
  public static ControlServer start() {
    return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty());
  }

  /**
   * Listens on an address of one's choice.
   *
   * @param address port 0 for any free one
   * @param token demanded of every request when present; without it only loopback is allowed
   * @throws StartupException when the address cannot be bound
   */
  public static ControlServer start(InetSocketAddress address, Optional<String> token) {
    AccessRule access = AccessRule.of(address.getAddress(), token);
    try {
      ControlServer control = new ControlServer(HttpServer.create(address, 0), access);
      MetricsPage metrics = new MetricsPage();
      control.handle("/health", request -> control.health());
      control.handle("/metrics", metrics);
      control.server.start();
      return control;
    } catch (IOException e) {
      throw new StartupException(
          "The control server did not start: "
              + address
              + " cannot be bound ("
              + e.getMessage()
              + "). Choose another port, or 0 for any free one.",
          e);
    }
  }

  public URI uri() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().isAnyLocalAddress() ? "127.0.0.1" : bound.getHostString();
    return URI.create("http://" + host + ":" + bound.getPort());
  }

  /** Answers a path and everything below it; the longest registered path wins. */
  public ControlServer handle(String path, Handler handler) {
    server.createContext(path, exchange -> answer(exchange, path, handler));
    return this;
  }

  /** Takes part in {@code /health}. */
  public ControlServer healthCheck(HealthCheck check) {
    checks.add(check);
    return this;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private Response health() {
    List<String> reasons = checks.stream().flatMap(check -> check.problems().stream()).toList();
    return reasons.isEmpty()
        ? Response.json(Map.of("healthy", true))
        : Response.json(503, Map.of("healthy", false, "reasons", reasons));
  }

  private void answer(HttpExchange exchange, String path, Handler handler) throws IOException {
    try (exchange) {
      Response response =
          access
              .refusal(exchange.getRequestHeaders())
              .map(reason -> Response.error(access.loopback() ? 403 : 401, reason))
              .orElseGet(() -> respond(exchange, path, handler));
      exchange.getResponseHeaders().set("Content-Type", response.contentType());
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      int length = response.body().length;
      exchange.sendResponseHeaders(response.status(), head || length == 0 ? -1 : length);
      if (!head) {
        exchange.getResponseBody().write(response.body());
      }
    }
  }

  private static Response respond(HttpExchange exchange, String path, Handler handler) {
    String asked = exchange.getRequestURI().getPath();
    if (!covers(path, asked)) {
      return Response.error(404, "Nothing is here: " + asked);
    }
    try {
      return handler.handle(request(exchange, asked));
    } catch (BadRequestException e) {
      return Response.error(400, e.getMessage());
    } catch (Exception e) {
      LOG.error("The request {} {} failed", exchange.getRequestMethod(), asked, e);
      return Response.error(500, String.valueOf(e.getMessage()));
    }
  }

  /** The JDK's server matches by first letters: {@code /status} would answer {@code /statusx}. */
  private static boolean covers(String path, String asked) {
    return path.endsWith("/") || asked.equals(path) || asked.startsWith(path + "/");
  }

  private static Request request(HttpExchange exchange, String path)
      throws IOException, BadRequestException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      throw new BadRequestException("The request is larger than " + LARGEST_BODY + " bytes");
    }
    return new Request(
        exchange.getRequestMethod(),
        path,
        Request.query(exchange.getRequestURI().getRawQuery()),
        new String(body, StandardCharsets.UTF_8));
  }

  private static final class DaemonThreads implements ThreadFactory {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, "sluice-http-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
