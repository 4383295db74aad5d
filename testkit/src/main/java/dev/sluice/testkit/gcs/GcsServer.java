// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.gcs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What Google's documentation says of Cloud Storage's JSON API, as far as this project uses it: a
 * server in memory, on a free port of this machine. Objects are inserted in one request, with or
 * without metadata; read whole or in ranges, listed in pages, composed, moved and deleted; each
 * under the condition that the object has a generation, or is not there.
 */
public final class GcsServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 1000;

  private final GcsObjects objects = new GcsObjects();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  static {
    // Else an answer's last packet waits for the acknowledgement of the one before, 40 ms each.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  public GcsServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Makes a bucket, which tests of objects need and the API keeps apart. */
  public void create(String bucket) {
    objects.create(bucket);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      GcsRequest request = GcsRequest.read(exchange);
      try {
        answer(exchange, request);
      } catch (GcsFailure e) {
        json(
            exchange,
            e.status(),
            Map.of(
                "error",
                Map.of(
                    "code",
                    e.status(),
                    "message",
                    e.getMessage(),
                    "errors",
                    List.of(Map.of("reason", e.reason(), "message", e.getMessage())))));
      }
    }
  }

  private void answer(HttpExchange exchange, GcsRequest request) throws IOException, GcsFailure {
    List<String> path = request.path();
    if (request.matches(0, "upload", "storage", "v1", "b", "", "o")) {
      upload(exchange, request, path.get(4));
    } else if (request.matches(0, "download", "storage", "v1", "b", "", "o", "")) {
      content(exchange, objects.get(path.get(4), path.get(6)));
    } else if (request.matches(0, "storage", "v1", "b", "", "o")) {
      list(exchange, request, path.get(3));
    } else if (request.matches(0, "storage", "v1", "b", "", "o", "")) {
      object(exchange, request, path.get(3), path.get(5));
    } else if (request.matches(0, "storage", "v1", "b", "", "o", "", "compose")) {
      compose(exchange, request, path.get(3), path.get(5));
    } else if (request.matches(0, "storage", "v1", "b", "", "o", "", "moveTo", "o", "")) {
      json(
          exchange,
          200,
          resource(
              objects.move(
                  path.get(3),
                  path.get(5),
                  path.get(8),
                  request.preconditionOfSource(),
                  request.precondition())));
    } else {
      throw new GcsFailure(404, "notFound", "Not Found");
    }
  }

  private void compose(HttpExchange exchange, GcsRequest request, String bucket, String name)
      throws IOException, GcsFailure {
    JsonNode body = JSON.readTree(request.body());
    List<String> sources = new ArrayList<>();
    body.path("sourceObjects").forEach(source -> sources.add(source.path("name").asText()));
    Map<String, Object> attributes =
        body.has("destination")
            ? JSON.convertValue(
                body.path("destination"), new TypeReference<Map<String, Object>>() {})
            : Map.of();
    json(
        exchange,
        200,
        resource(objects.compose(bucket, name, sources, attributes, request.precondition())));
  }

  private void object(HttpExchange exchange, GcsRequest request, String bucket, String name)
      throws IOException, GcsFailure {
    switch (request.method()) {
      case "GET" -> {
        GcsObject object = objects.get(bucket, name);
        if (request.parameter("alt", "json").equals("media")) {
          content(exchange, object);
        } else {
          json(exchange, 200, resource(object));
        }
      }
      case "DELETE" -> {
        objects.delete(bucket, name, request.precondition());
        exchange.sendResponseHeaders(204, -1);
      }
      default -> throw new GcsFailure(405, "methodNotAllowed", "Method not allowed");
    }
  }

  private static void content(HttpExchange exchange, GcsObject object) throws IOException {
    byte[] content = object.content();
    String range = exchange.getRequestHeaders().getFirst("Range");
    exchange.getResponseHeaders().set("X-Goog-Generation", Long.toString(object.generation()));
    if (range == null) {
      send(exchange, 200, content);
      return;
    }
    String[] bounds = range.substring("bytes=".length()).split("-", 2);
    int first = Integer.parseInt(bounds[0]);
    int last =
        bounds[1].isEmpty()
            ? content.length - 1
            : Math.min(content.length - 1, Integer.parseInt(bounds[1]));
    if (first > last) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + first + "-" + last + "/" + content.length);
    send(exchange, 206, Arrays.copyOfRange(content, first, last + 1));
  }

  private void list(HttpExchange exchange, GcsRequest request, String bucket)
      throws IOException, GcsFailure {
    int most = Math.min(PAGE, Integer.parseInt(request.parameter("maxResults", "1000")));
    GcsObjects.Page page =
        objects.list(
            bucket,
            request.parameter("prefix", ""),
            request.parameter("delimiter", ""),
            request.parameter("pageToken", ""),
            most);
    Map<String, Object> answer = new HashMap<>();
    answer.put("items", page.items().stream().map(GcsServer::resource).toList());
    answer.put("prefixes", page.prefixes());
    page.next().ifPresent(next -> answer.put("nextPageToken", next));
    json(exchange, 200, answer);
  }

  private void upload(HttpExchange exchange, GcsRequest request, String bucket)
      throws IOException, GcsFailure {
    switch (request.parameter("uploadType", "")) {
      case "media" -> insert(exchange, request, bucket, new GcsMultipart(Map.of(), request.body()));
      case "multipart" -> {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        insert(exchange, request, bucket, GcsMultipart.read(type, request.body()));
      }
      default -> throw GcsFailure.invalid("Unknown uploadType.");
    }
  }

  private void insert(HttpExchange exchange, GcsRequest request, String bucket, GcsMultipart upload)
      throws IOException, GcsFailure {
    String name = name(request, upload.attributes());
    json(
        exchange,
        200,
        resource(
            objects.insert(
                bucket, name, upload.content(), upload.attributes(), request.precondition())));
  }

  private static String name(GcsRequest request, Map<String, Object> attributes) throws GcsFailure {
    String name = request.parameter("name", String.valueOf(attributes.getOrDefault("name", "")));
    if (name.isEmpty()) {
      throw new GcsFailure(400, "required", "Required object name.");
    }
    return name;
  }

  private static Map<String, Object> resource(GcsObject object) {
    Map<String, Object> resource = new HashMap<>(object.attributes());
    resource.put("kind", "storage#object");
    resource.put("bucket", object.bucket());
    resource.put("name", object.name());
    resource.put("size", Integer.toString(object.content().length));
    resource.put("generation", Long.toString(object.generation()));
    resource.put("metageneration", "1");
    return resource;
  }

  private static void json(HttpExchange exchange, int status, Map<String, Object> answer)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    send(exchange, status, JSON.writeValueAsBytes(answer));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    // Zero would announce a body of unknown length.
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
