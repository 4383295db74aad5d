// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.PeerProperty.number;
import static dev.sluice.migrate.PeerProperty.secret;
import static dev.sluice.migrate.PeerProperty.text;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import java.net.URI;
import java.util.List;

/** How the sinks speak to their stores: parts of files, and proxies. */
final class Requests {
  private static final long LARGEST_PART = 1L << 30;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private Requests() {}

  /** The size of the parts of an upload, which is bytes waiting in memory, and no more. */
  static PeerProperty partSize(String name) {
    return number(
        name,
        "26214400",
        "Bytes of a part of an upload.",
        (setting, to) -> {
          long bytes = Long.parseLong(to.text(setting).trim());
          to.set(name, Long.toString(Math.min(bytes, LARGEST_PART)));
          if (to.isGiven(setting)) {
            to.kept(setting, bytes > LARGEST_PART ? "1 GiB, the most here" : "the same here");
          }
        });
  }

  /** Proxy, user and password; a user in the URL counts where no other is set. */
  static List<PeerProperty> proxy(String prefix) {
    Setting<String> user =
        Setting.of(prefix + ".proxy.user", Kind.TEXT, "", "User of the proxy.", "lake");
    return List.of(
        text(
            prefix + ".proxy.url",
            "",
            "Proxy on the way to the store.",
            (setting, to) -> proxy(setting, to, user)),
        new PeerProperty(user, Rule.same()),
        secret(prefix + ".proxy.password", "Password for the proxy.", Rule.same()));
  }

  private static void proxy(Setting<?> setting, Translation to, Setting<String> user) {
    String text = to.text(setting);
    if (text.isEmpty()) {
      Rule.same().apply(setting, to);
      return;
    }
    URI url = url(text);
    if (url == null) {
      to.refused(setting, "must be a URL such as http://proxy.example.com:3128");
      return;
    }
    boolean secure = "https".equals(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
    to.set(setting.name(), url.getScheme() + "://" + url.getHost() + ":" + port);
    if (url.getUserInfo() != null && to.text(user).isEmpty()) {
      String[] parts = url.getUserInfo().split(":", 2);
      to.set(user.name(), parts[0]);
      to.set(setting.name().replace(".url", ".password"), parts.length > 1 ? parts[1] : "");
    }
    to.kept(setting, "the same here");
  }

  /** Null if it is none. */
  private static URI url(String text) {
    try {
      URI url = URI.create(text.contains("://") ? text : "http://" + text);
      return url.getHost() == null ? null : url;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
