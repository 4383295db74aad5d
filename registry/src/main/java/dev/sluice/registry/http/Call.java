// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Show;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request that has found its route.
 *
 * @param parts what the path has in the places of the route's names, decoded
 * @param query decoded
 * @param body UTF-8 text
 */
record Call(Map<String, String> parts, Map<String, String> query, String body) {
  private static final String CONTEXT = ":.";
  private static final String DEFAULT_CONTEXT = ":.:";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Null where the path has none. */
  String subject() {
    String subject = parts.get("subject");
    if (subject == null || !subject.startsWith(CONTEXT)) {
      return subject;
    }
    if (subject.startsWith(DEFAULT_CONTEXT)) {
      return subject.substring(DEFAULT_CONTEXT.length());
    }
    throw new RegistryException(
        ErrorCode.INVALID_SUBJECT,
        "The specified subject '"
            + subject
            + "' is not a valid subject: it is in a context, and this registry has the default one"
            + " only. Leave the context out, or use another registry.");
  }

  int id() {
    try {
      return Integer.parseInt(parts.get("id"));
    } catch (NumberFormatException e) {
      throw new RegistryException(
          ErrorCode.NOT_FOUND, "'" + parts.get("id") + "' is not the id of a schema", e);
    }
  }

  /** The version in the path; empty for the latest. */
  OptionalInt version() {
    String given = parts.get("version");
    if (given.equals("latest") || given.equals("-1")) {
      return OptionalInt.empty();
    }
    try {
      int version = Integer.parseInt(given);
      if (version > 0) {
        return OptionalInt.of(version);
      }
    } catch (NumberFormatException e) {
      throw invalidVersion(given);
    }
    throw invalidVersion(given);
  }

  boolean flag(String name) {
    return Boolean.parseBoolean(query.get(name));
  }

  /** Which versions the flags {@code deleted} and {@code deletedOnly} ask for. */
  Show show() {
    return Show.of(flag("deleted"), flag("deletedOnly"));
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** The part of a list that {@code offset} and {@code limit} ask for. */
  <T> List<T> page(List<T> all) {
    int from = Math.min(Math.max(0, number("offset", 0)), all.size());
    int limit = number("limit", -1);
    return all.subList(from, limit < 0 ? all.size() : Math.min(from + limit, all.size()));
  }

  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new RegistryException(
          ErrorCode.BAD_REQUEST, "The body is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private int number(String name, int otherwise) {
    try {
      return query.containsKey(name) ? Integer.parseInt(query.get(name)) : otherwise;
    } catch (NumberFormatException e) {
      throw new RegistryException(
          ErrorCode.BAD_REQUEST, "The parameter " + name + " is not a number", e);
    }
  }

  private static RegistryException invalidVersion(String given) {
    return new RegistryException(
        ErrorCode.INVALID_VERSION,
        "The specified version '"
            + given
            + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string"
            + " \"latest\"");
  }
}
