// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.failure.RegistryStartException;
import dev.sluice.registry.log.SchemaLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The REST interface over a log. */
public final class RegistryServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";
  private static final int THREADS = 8;
  private static final int LARGEST_BODY = 8 << 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static {
    // the JDK's server sends head and body apart; without this each answer waits 40 ms for an
    // acknowledgement. It counts only when set before the process's first HttpServer
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final AccessRule access;
  private final Router router;

  private RegistryServer(HttpServer server, Router router) {
    this.server = server;
    this.router = router;
    this.access = AccessRule.of(server.getAddress().getAddress());
    this.threads = Executors.newFixedThreadPool(THREADS, RegistryServer::daemon);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Listens.
   *
   * @param address port 0 for any free one
   * @param topic told to clients that ask for the registry's identity
   * @throws RegistryStartException when the address cannot be bound
   */
  public static RegistryServer start(InetSocketAddress address, SchemaLog log, String topic) {
    List<Route> routes =
        Stream.of(
                new SubjectRoutes(log).routes(),
                new SchemaRoutes(log).routes(),
                new CompatibilityRoutes(log).routes(),
                new ConfigRoutes(log).routes(),
                new ModeRoutes(log).routes(),
                new MetadataRoutes(topic).routes())
            .flatMap(List::stream)
            .toList();
    try {
      RegistryServer started =
          new RegistryServer(HttpServer.create(address, 0), new Router(routes));
      started.server.start();
      return started;
    } catch (IOException e) {
      throw new RegistryStartException(
          "The schema registry did not start: "
              + address
              + " cannot be bound ("
              + e.getMessage()
              + "). Choose another port, or 0 for any free one.",
          e);
    }
  }

  /** The base address for clients, without a slash at its end. */
  public URI url() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().isAnyLocalAddress() ? "127.0.0.1" : bound.getHostString();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      String body;
      try {
        body = text(answer(exchange));
      } catch (RegistryException e) {
        status = e.code().status();
        body = error(e);
      } catch (RuntimeException e) {
        LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        status = 500;
        body = error(new RegistryException(ErrorCode.STORE, "Internal error: " + e.getMessage()));
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Object answer(HttpExchange exchange) throws IOException {
    if (!access.welcomes(exchange.getRequestHeaders())) {
      throw new RegistryException(
          ErrorCode.FORBIDDEN, "This registry answers no requests from web pages of other sites");
    }
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      throw new RegistryException(
          ErrorCode.BAD_REQUEST, "The request is larger than " + LARGEST_BODY + " bytes");
    }
    return router.answer(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        exchange.getRequestURI().getRawQuery(),
        new String(body, StandardCharsets.UTF_8));
  }

  private static String text(Object answer) throws IOException {
    return answer instanceof RawText raw ? raw.text() : JSON.writeValueAsString(answer);
  }

  private static String error(RegistryException e) throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error_code", e.code().number());
    body.put("message", e.getMessage());
    return JSON.writeValueAsString(body);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sluice-registry-http");
    thread.setDaemon(true);
    return thread;
  }
}
