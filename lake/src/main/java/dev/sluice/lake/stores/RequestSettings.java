// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a store in a cloud can be told of its requests: the same of each, under the names that users
 * of that cloud know.
 */
public record RequestSettings(
    Setting<Long> retries,
    Setting<Duration> backoff,
    Setting<Duration> deadline,
    Setting<String> proxy,
    Setting<String> proxyUser,
    Setting<String> proxyPassword) {

  /**
   * An HTTP proxy.
   *
   * @param credentials user and password, if it asks for them
   */
  public record Proxy(URI url, Optional<Credentials> credentials) {}

  /** What a proxy asks for. */
  public record Credentials(String user, String password) {}

  /**
   * The settings of one cloud.
   *
   * @param prefix what the names begin with
   * @param retries what the number of retries is called after that
   * @param cloud the cloud's name for readers
   */
  public static RequestSettings named(String prefix, String retries, String cloud) {
    return new RequestSettings(
        Setting.of(
            prefix + retries,
            Kind.COUNT,
            "3",
            "How often a request is sent again after an error that may pass.",
            "5"),
        Setting.of(
            prefix + ".retry.backoff.ms",
            Kind.DURATION,
            "200ms",
            "Wait before the first of these; doubled each time, at random between nothing and"
                + " that.",
            "1s"),
        Setting.of(
            prefix + ".request.timeout",
            Kind.DURATION,
            "2m",
            "Time for one request and all its retries; then it counts as not answered, and the"
                + " task takes it up from there.",
            "5m"),
        Setting.optional(
            prefix + ".proxy.url",
            Kind.TEXT,
            "HTTP proxy on the way to " + cloud + ".",
            "http://proxy.example.com:3128"),
        Setting.optional(prefix + ".proxy.user", Kind.TEXT, "User at the proxy.", "lake"),
        Setting.optional(
                prefix + ".proxy.password",
                Kind.TEXT,
                "Password at the proxy.",
                "${env:PROXY_PASSWORD}")
            .masked());
  }

  /** All of them, in the order in which they are read about. */
  public List<Setting<?>> all() {
    return List.of(retries, backoff, deadline, proxy, proxyUser, proxyPassword);
  }

  /** How patient the user wants the store. */
  public Patience patience(Settings settings) {
    return new Patience(
        Math.toIntExact(settings.get(retries)), settings.get(backoff), settings.get(deadline));
  }

  /**
   * The proxy the user wants.
   *
   * @throws RefusedException if its URL lacks a host or a port
   */
  public Optional<Proxy> proxy(Settings settings) {
    return settings.find(proxy).map(url -> new Proxy(uri(url), credentials(settings)));
  }

  private Optional<Credentials> credentials(Settings settings) {
    return settings
        .find(proxyUser)
        .map(user -> new Credentials(user, settings.find(proxyPassword).orElse("")));
  }

  private URI uri(String text) {
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      if (uri.getHost() != null && uri.getPort() > 0) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // told below, together with those without a host or port
    }
    throw new RefusedException(
        proxy.name() + " must be a URL such as " + proxy.example() + " but was '" + text + "'");
  }
}
