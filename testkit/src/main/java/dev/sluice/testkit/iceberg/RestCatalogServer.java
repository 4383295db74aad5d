// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.iceberg;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;

/**
 * A catalog of Iceberg behind its REST protocol, on loopback and in memory: the library's own
 * handlers, with what is needed of HTTP around them. It wants a token, and can lose answers.
 */
public final class RestCatalogServer implements AutoCloseable {
  public static final String TOKEN = "of-the-test";

  private static final Pattern NAMESPACE = Pattern.compile("/v1/namespaces/([^/]+)");
  private static final Pattern TABLES = Pattern.compile("/v1/namespaces/([^/]+)/tables");
  private static final Pattern TABLE = Pattern.compile("/v1/namespaces/([^/]+)/tables/([^/]+)");
  private static final ObjectMapper JSON = json();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final InMemoryCatalog catalog = new InMemoryCatalog();
  private final AtomicInteger lost = new AtomicInteger();

  private RestCatalogServer(HttpServer server) {
    this.server = server;
    catalog.initialize("test", Map.of());
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public static RestCatalogServer start() throws IOException {
    return new RestCatalogServer(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  private static ObjectMapper json() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    mapper.setPropertyNamingStrategy(new PropertyNamingStrategies.KebabCaseStrategy());
    RESTSerializers.registerAll(mapper);
    return mapper;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Works on the next changes of tables, and answers as a gateway does that got no answer. */
  public void loseAnswers(int count) {
    lost.set(count);
  }

  /** What it knows of a table. */
  public TableMetadata metadata(String namespace, String table) {
    Table known = catalog.loadTable(TableIdentifier.of(namespace, table));
    return ((HasTableOperations) known).operations().current();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        answer(exchange, 401, error(401, "NotAuthorizedException", "no token"));
        return;
      }
      try {
        RESTResponse response = response(exchange);
        answer(exchange, response == null ? 204 : 200, response);
      } catch (NoSuchTableException | NoSuchNamespaceException e) {
        answer(exchange, 404, error(404, e.getClass().getSimpleName(), e.getMessage()));
      } catch (AlreadyExistsException | CommitFailedException e) {
        answer(exchange, 409, error(409, e.getClass().getSimpleName(), e.getMessage()));
      } catch (LostAnswerException e) {
        answer(exchange, 504, error(504, "GatewayTimeout", "no answer"));
      }
    }
  }

  private static final class LostAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private RESTResponse response(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean post = exchange.getRequestMethod().equals("POST");
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (path.equals("/v1/config")) {
      return ConfigResponse.builder().build();
    }
    if (path.equals("/v1/namespaces") && post) {
      return CatalogHandlers.createNamespace(
          catalog, JSON.readValue(body, CreateNamespaceRequest.class));
    }
    Matcher namespace = NAMESPACE.matcher(path);
    if (namespace.matches()) {
      return CatalogHandlers.loadNamespace(catalog, Namespace.of(namespace.group(1)));
    }
    Matcher tables = TABLES.matcher(path);
    if (tables.matches() && post) {
      return CatalogHandlers.createTable(
          catalog, Namespace.of(tables.group(1)), JSON.readValue(body, CreateTableRequest.class));
    }
    Matcher table = TABLE.matcher(path);
    if (!table.matches()) {
      // Reports of what was read and written, for which there is no use here.
      return null;
    }
    TableIdentifier name = TableIdentifier.of(table.group(1), table.group(2));
    // As some catalogs do, which look for the namespace first.
    CatalogHandlers.namespaceExists(catalog, name.namespace());
    if (!post) {
      return CatalogHandlers.loadTable(catalog, name, SnapshotMode.ALL);
    }
    RESTResponse updated =
        CatalogHandlers.updateTable(catalog, name, JSON.readValue(body, UpdateTableRequest.class));
    if (lost.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new LostAnswerException();
    }
    return updated;
  }

  private static ErrorResponse error(int code, String type, String message) {
    return ErrorResponse.builder().responseCode(code).withType(type).withMessage(message).build();
  }

  private static void answer(HttpExchange exchange, int status, Object content) throws IOException {
    boolean body = content != null && !exchange.getRequestMethod().equals("HEAD");
    byte[] bytes = body ? JSON.writeValueAsBytes(content) : new byte[0];
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(
        body ? status : status == 200 ? 204 : status, body ? bytes.length : -1);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
    threads.shutdownNow();
    catalog.close();
  }
}
