// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Patience;
import dev.sluice.lake.stores.RequestSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** The way to Google that the settings tell: whose credentials, which service, how patient. */
final class Connection {
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(30);

  private final Settings settings;

  Connection(Settings settings) {
    this.settings = settings;
  }

  Patience patience() {
    return GcsSettings.REQUESTS.patience(settings);
  }

  /** A client that sends everything once. */
  Storage client() {
    Optional<RequestSettings.Proxy> proxy = GcsSettings.REQUESTS.proxy(settings);
    HttpTransport transport = transport(proxy);
    Optional<HttpCredentialsAdapter> credentials =
        credentials(transport).map(HttpCredentialsAdapter::new);
    Optional<String> proxyKey =
        proxy.flatMap(RequestSettings.Proxy::credentials).map(Connection::basic);
    HttpRequestInitializer initializer =
        request -> {
          if (credentials.isPresent()) {
            credentials.get().initialize(request);
          }
          proxyKey.ifPresent(key -> request.getHeaders().set("Proxy-Authorization", key));
          limit(request);
        };
    Storage.Builder builder =
        new Storage.Builder(transport, GsonFactory.getDefaultInstance(), initializer)
            .setApplicationName("Sluice");
    settings.find(GcsSettings.ENDPOINT).ifPresent(url -> builder.setRootUrl(endpoint(url)));
    return builder.build();
  }

  private static String basic(RequestSettings.Credentials credentials) {
    byte[] text =
        (credentials.user() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(text);
  }

  /** One more try is for credentials that have just expired. */
  private void limit(HttpRequest request) {
    request.setNumberOfRetries(1);
    request.setConnectTimeout(shorter(CONNECT_TIMEOUT));
    request.setReadTimeout(shorter(SILENCE_TIMEOUT));
  }

  private int shorter(Duration timeout) {
    return (int) Math.max(1, Math.min(timeout.toMillis(), patience().deadline().toMillis()));
  }

  private static HttpTransport transport(Optional<RequestSettings.Proxy> proxy) {
    NetHttpTransport.Builder builder = new NetHttpTransport.Builder();
    proxy.ifPresent(
        is ->
            builder.setProxy(
                new Proxy(
                    Proxy.Type.HTTP,
                    new InetSocketAddress(is.url().getHost(), is.url().getPort()))));
    return builder.build();
  }

  private Optional<GoogleCredentials> credentials(HttpTransport transport) {
    Optional<String> path = settings.find(GcsSettings.CREDENTIALS_PATH);
    Optional<String> json = settings.find(GcsSettings.CREDENTIALS_JSON);
    if (path.isPresent() && json.isPresent()) {
      throw new RefusedException(
          GcsSettings.CREDENTIALS_PATH.name()
              + " and "
              + GcsSettings.CREDENTIALS_JSON.name()
              + " exclude each other; keep one");
    }
    if (path.isEmpty() && json.isEmpty() && settings.find(GcsSettings.ENDPOINT).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(credentials(path, json, transport).createScoped(SCOPE));
    } catch (IOException | IllegalArgumentException e) {
      throw new RefusedException("credentials for Google cannot be had: " + e.getMessage(), e);
    }
  }

  private static GoogleCredentials credentials(
      Optional<String> path, Optional<String> json, HttpTransport transport) throws IOException {
    if (path.isPresent()) {
      try (InputStream in = Files.newInputStream(Path.of(path.get()))) {
        return GoogleCredentials.fromStream(in, () -> transport);
      }
    }
    return json.isPresent()
        ? GoogleCredentials.fromStream(
            new ByteArrayInputStream(json.get().getBytes(StandardCharsets.UTF_8)), () -> transport)
        : GoogleCredentials.getApplicationDefault(() -> transport);
  }

  private static String endpoint(String url) {
    try {
      if (URI.create(url).getHost() != null) {
        return url.endsWith("/") ? url : url + "/";
      }
    } catch (IllegalArgumentException e) {
      // told below, together with those without a host
    }
    throw new RefusedException(
        GcsSettings.ENDPOINT.name()
            + " must be a URL such as "
            + GcsSettings.ENDPOINT.example()
            + " but was '"
            + url
            + "'");
  }
}
