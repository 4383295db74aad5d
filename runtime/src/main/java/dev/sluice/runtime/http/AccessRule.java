// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.http;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may talk to the {@link ControlServer}.
 *
 * <p>On loopback the danger is a web page in the user's own browser: one whose name was re-pointed
 * to 127.0.0.1 (stopped by the Host header) or one that posts across sites (stopped by Origin).
 * Elsewhere every request needs the token.
 */
record AccessRule(boolean loopback, Optional<String> token) {
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  static AccessRule of(InetAddress address, Optional<String> token) {
    boolean loopback = address.isLoopbackAddress();
    if (!loopback && token.filter(text -> !text.isBlank()).isEmpty()) {
      throw new IllegalArgumentException(
          "The control server was asked to listen on "
              + address.getHostAddress()
              + ", which others can reach, without a token. Set a token, or listen on 127.0.0.1.");
    }
    return new AccessRule(loopback, token);
  }

  /** Why the request is refused; empty when it is welcome. */
  Optional<String> refusal(Headers headers) {
    String host = headers.getFirst("Host");
    if (loopback && (host == null || !LOCAL.contains(name(host)))) {
      return Optional.of("This server answers only requests to localhost");
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !authority(origin).equals(host)) {
      return Optional.of("This server answers no requests from pages of other sites");
    }
    return token.isPresent() && !bears(headers, token.get())
        ? Optional.of("The header 'Authorization: Bearer TOKEN' is missing or wrong")
        : Optional.empty();
  }

  private static boolean bears(Headers headers, String token) {
    String given = Optional.ofNullable(headers.getFirst("Authorization")).orElse("");
    return MessageDigest.isEqual( // compares in constant time
        given.getBytes(StandardCharsets.UTF_8),
        ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
  }

  private static String name(String host) {
    return host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
  }

  private static String authority(String origin) {
    try {
      return String.valueOf(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException opaque) {
      return "";
    }
  }
}
