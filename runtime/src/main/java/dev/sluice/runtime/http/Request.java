// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the {@link ControlServer}.
 *
 * @param path decoded, with the registered prefix
 * @param query the decoded parameters; of a repeated one the last
 * @param body UTF-8 text, empty when there is none
 */
public record Request(String method, String path, Map<String, String> query, String body) {

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** Reads the raw query part of an address, which may be null. */
  static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return query;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      query.put(decode(name), decode(value));
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
