// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer of the {@link ControlServer}; the body is shared, not copied. */
public record Response(int status, String contentType, byte[] body) {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Any value that Jackson can write: maps, lists, records, trees. */
  public static Response json(Object value) {
    return json(200, value);
  }

  public static Response json(int status, Object value) {
    try {
      return new Response(status, "application/json", JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not expressible as JSON: " + value, e);
    }
  }

  public static Response text(String text) {
    return text("text/plain; charset=utf-8", text);
  }

  /** Text of another kind, {@code text/html; charset=utf-8} for one. */
  public static Response text(String contentType, String text) {
    return new Response(200, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code {"error": message}}. */
  public static Response error(int status, String message) {
    return json(status, Map.of("error", message));
  }
}
