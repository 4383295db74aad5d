// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * A client of any schema registry with Confluent's REST interface. A schema never changes under its
 * id, so it is asked for once; an unknown id is asked for again after some seconds, because the
 * registry may lag behind the producer.
 */
public final class RegistryClient implements SchemaSource, RegisteredSchemas {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(5);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<URI> servers;
  private final String authorization;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(TIMEOUT).version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Integer, RegisteredSchema> known = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> avro = new ConcurrentHashMap<>();
  private final Map<Integer, Long> unknownUntil = new ConcurrentHashMap<>();

  /**
   * A client of the servers named.
   *
   * @param urls base addresses, tried in turn
   * @param userInfo {@code user:password} for basic authentication; empty for none
   */
  public RegistryClient(List<String> urls, String userInfo) {
    this.servers =
        urls.stream().map(url -> URI.create(url.endsWith("/") ? url : url + "/")).toList();
    this.authorization =
        userInfo.isEmpty()
            ? ""
            : "Basic "
                + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Schema byId(int id) throws MalformedException {
    Schema schema = avro.get(id);
    if (schema == null) {
      schema = parse(registered(id).in(RegisteredSchema.Language.AVRO));
      avro.put(id, schema);
    }
    return schema;
  }

  @Override
  public RegisteredSchema registered(int id) throws MalformedException {
    RegisteredSchema schema = known.get(id);
    if (schema != null) {
      return schema;
    }
    Long until = unknownUntil.get(id);
    if (until != null && System.nanoTime() - until < 0) {
      throw unknown(id);
    }
    HttpResponse<String> response = send("schemas/ids/" + id, null);
    if (response.statusCode() == 404) {
      unknownUntil.put(id, System.nanoTime() + UNKNOWN_FOR.toNanos());
      throw unknown(id);
    }
    JsonNode body = body(response);
    Map<String, String> imports = new LinkedHashMap<>();
    addImports(id, body, imports);
    schema = new RegisteredSchema(id, language(id, body), body.path("schema").asText(), imports);
    known.put(id, schema);
    return schema;
  }

  private static RegisteredSchema.Language language(int id, JsonNode body)
      throws MalformedException {
    String type = body.path("schemaType").asText("AVRO");
    try {
      return RegisteredSchema.Language.valueOf(type);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(
          "schema id " + id + " is of type " + type + ", which is not known here", e);
    }
  }

  private void addImports(int id, JsonNode body, Map<String, String> imports)
      throws MalformedException {
    for (JsonNode reference : body.path("references")) {
      String name = reference.path("name").asText();
      if (!imports.containsKey(name)) {
        String subject = reference.path("subject").asText();
        int version = reference.path("version").asInt();
        HttpResponse<String> response =
            send(versions(subject) + "/" + version + "?deleted=true", null);
        if (response.statusCode() != 200) {
          throw new MalformedException(
              "schema id "
                  + id
                  + " refers to "
                  + name
                  + ", version "
                  + version
                  + " of subject "
                  + subject
                  + ", which the registry does not have: "
                  + response.body());
        }
        JsonNode imported = body(response);
        addImports(id, imported, imports);
        imports.put(name, imported.path("schema").asText());
      }
    }
  }

  private static String versions(String subject) {
    return "subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions";
  }

  private MalformedException unknown(int id) {
    return new MalformedException(
        "schema id "
            + id
            + " is not known to the registry at "
            + servers.get(0)
            + "; the value was not written by a"
            + " client of this registry, or its schema has been deleted");
  }

  private static Schema parse(RegisteredSchema registered) throws MalformedException {
    Schema.Parser parser = new Schema.Parser();
    try {
      registered.imports().values().forEach(parser::parse);
      return parser.parse(registered.text());
    } catch (AvroRuntimeException e) {
      throw new MalformedException(
          "schema id " + registered.id() + " is not a valid Avro schema: " + e.getMessage(), e);
    }
  }

  /**
   * Registers a schema; registering it again answers the same id.
   *
   * @return the schema's global id
   * @throws RefusedException if the registry refuses it, with the registry's own reason
   */
  public int register(String subject, Schema schema) {
    String body = JSON.createObjectNode().put("schema", schema.toString()).toString();
    HttpResponse<String> response = send(versions(subject), body);
    if (response.statusCode() != 200) {
      throw new RefusedException(
          "The registry refused the schema of subject " + subject + ": " + response.body());
    }
    return body(response).path("id").asInt();
  }

  /** Id of a subject's newest schema; empty if there is no such subject. */
  public OptionalInt latest(String subject) {
    HttpResponse<String> response = send(versions(subject) + "/latest", null);
    return response.statusCode() == 200
        ? OptionalInt.of(body(response).path("id").asInt())
        : OptionalInt.empty();
  }

  /** All versions of a subject, in rising order; empty if there is no such subject. */
  public List<RegisteredSchema> history(String subject) throws MalformedException {
    HttpResponse<String> response = send(versions(subject), null);
    List<RegisteredSchema> history = new ArrayList<>();
    if (response.statusCode() == 200) {
      for (JsonNode version : body(response)) {
        HttpResponse<String> one = send(versions(subject) + "/" + version.asInt(), null);
        if (one.statusCode() == 200) {
          history.add(registered(body(one).path("id").asInt()));
        }
      }
    }
    return history;
  }

  /** The compatibility level that counts for a subject; empty if the registry does not tell it. */
  public Optional<String> level(String subject) {
    HttpResponse<String> response =
        send(
            "config/"
                + URLEncoder.encode(subject, StandardCharsets.UTF_8)
                + "?defaultToGlobal=true",
            null);
    return response.statusCode() == 200
        ? Optional.ofNullable(body(response).path("compatibilityLevel").textValue())
        : Optional.empty();
  }

  private static JsonNode body(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new UnavailableException(
          "The registry at " + response.uri() + " answered what is not JSON.", e);
    }
  }

  private HttpResponse<String> send(String path, String body) {
    UnavailableException failure = null;
    for (URI server : servers) {
      try {
        HttpResponse<String> response =
            http.send(request(server.resolve(path), body), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() < 500
            && response.statusCode() != 401
            && response.statusCode() != 403) {
          return response;
        }
        failure =
            unavailable(
                server, "it answered " + response.statusCode() + " " + response.body(), null);
      } catch (IOException e) {
        failure =
            unavailable(
                server,
                e.getClass().getSimpleName()
                    + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = unavailable(server, "interrupted", e);
      }
    }
    throw failure;
  }

  private static UnavailableException unavailable(URI server, String reason, Throwable cause) {
    return new UnavailableException(
        "The schema registry at " + server + " cannot be used: " + reason + "; it is asked again.",
        cause);
  }

  private HttpRequest request(URI uri, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", MEDIA_TYPE);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return body == null
        ? request.GET().build()
        : request
            .header("Content-Type", MEDIA_TYPE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
  }
}
