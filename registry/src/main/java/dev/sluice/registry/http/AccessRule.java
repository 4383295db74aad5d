// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps out web pages in the user's own browser: one whose name was re-pointed to this machine
 * (told by the Host header) and one that posts across sites (told by Origin).
 */
record AccessRule(boolean loopback) {
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  static AccessRule of(InetAddress address) {
    return new AccessRule(address.isLoopbackAddress());
  }

  boolean welcomes(Headers headers) {
    String host = headers.getFirst("Host");
    if (loopback && (host == null || !LOCAL.contains(name(host)))) {
      return false;
    }
    String origin = headers.getFirst("Origin");
    return origin == null || authority(origin).equals(host);
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
