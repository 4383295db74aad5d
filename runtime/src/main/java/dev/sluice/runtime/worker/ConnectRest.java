// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** JSON requests to Connect, patient with a group that is just rebalancing. */
final class ConnectRest {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final int CONFLICT = 409;
  private static final int INTERNAL_ERROR = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(150);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI base;

  ConnectRest(URI base) {
    this.base = base;
  }

  JsonNode get(String path) {
    return send("GET", path, BodyPublishers.noBody());
  }

  JsonNode post(String path) {
    return send("POST", path, BodyPublishers.noBody());
  }

  JsonNode delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody());
  }

  JsonNode put(String path, Object body) {
    return send("PUT", path, body(body));
  }

  JsonNode patch(String path, Object body) {
    return send("PATCH", path, body(body));
  }

  /** Repeats a request for a minute while Connect answers that the group rebalances. */
  private JsonNode send(String method, String path, BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, body)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(90)) // as long as Connect itself may wait for its leader
            .build();
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    HttpResponse<String> answer = exchange(request);
    while (rebalances(answer) && System.nanoTime() < giveUp) {
      pause(request);
      answer = exchange(request);
    }
    return read(request, answer);
  }

  /** Most requests then meet a conflict, but some that only read meet an internal error. */
  private static boolean rebalances(HttpResponse<String> answer) {
    return answer.statusCode() == CONFLICT
        || (answer.statusCode() == INTERNAL_ERROR
            && answer.body().contains("because a rebalance is expected"));
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new ConnectRefusal(
          "No answer from Connect to "
              + describe(request)
              + ": "
              + e
              + ". Check that the worker runs and that the address is right.",
          e);
    } catch (InterruptedException e) {
      throw interrupted(request, e);
    }
  }

  private static void pause(HttpRequest request) {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(request, e);
    }
  }

  private static ConnectRefusal interrupted(HttpRequest request, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ConnectRefusal("Interrupted during " + describe(request), e);
  }

  private static JsonNode read(HttpRequest request, HttpResponse<String> answer) {
    boolean accepted = answer.statusCode() / 100 == 2;
    JsonNode body = parse(answer.body());
    if (accepted) {
      return body;
    }
    String reason = body.path("message").asText(answer.body());
    throw new ConnectRefusal(
        answer.statusCode(),
        "Connect refused " + describe(request) + " (" + answer.statusCode() + "): " + reason);
  }

  /** An answer that is no JSON (a proxy's error page, say) counts as absent. */
  private static JsonNode parse(String body) {
    try {
      return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static BodyPublisher body(Object value) {
    try {
      return BodyPublishers.ofString(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not expressible as JSON: " + value, e);
    }
  }

  private static String describe(HttpRequest request) {
    return request.method() + " " + request.uri();
  }
}
