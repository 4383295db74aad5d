// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Patience;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The way to a container that the settings tell: whose credentials, which service, how patient. */
final class Connection {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(20);

  private final Settings settings;
  private final Container container;
  private final HttpClient http;

  Connection(Settings settings, Container container) {
    this.settings = settings;
    this.container = container;
    this.http = http();
  }

  Patience patience() {
    return new Patience(
        retries(), settings.get(AzureSettings.RETRY_BACKOFF), settings.get(AzureSettings.DEADLINE));
  }

  private int retries() {
    return Math.toIntExact(settings.get(AzureSettings.RETRIES));
  }

  /** A client that sends everything once. */
  BlobContainerClient once() {
    return client(
        new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Duration) null, null, null, null));
  }

  /** A client that asks again for the rest of a file whose reading broke off. */
  BlobContainerClient patient() {
    Duration first = settings.get(AzureSettings.RETRY_BACKOFF);
    Duration longest = first.compareTo(LONGEST_BACKOFF) > 0 ? first : LONGEST_BACKOFF;
    Duration least = first.isZero() ? Duration.ofMillis(1) : first;
    return client(
        new RequestRetryOptions(
            RetryPolicyType.EXPONENTIAL, 1 + retries(), (Duration) null, least, longest, null));
  }

  private BlobContainerClient client(RequestRetryOptions retries) {
    BlobContainerClientBuilder builder = new BlobContainerClientBuilder();
    try {
      authenticate(builder);
      settings.find(AzureSettings.ENDPOINT).ifPresent(builder::endpoint);
      BlobContainerClient client =
          builder
              .containerName(container.name())
              .httpClient(http)
              .retryOptions(retries)
              .buildClient();
      if (settings.find(AzureSettings.ENDPOINT).isEmpty()) {
        checkAccount(client.getAccountName());
      }
      return client;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new RefusedException(
          "the settings for " + container + " do not lead to a service: " + e.getMessage(), e);
    }
  }

  private void authenticate(BlobContainerClientBuilder builder) {
    Optional<String> connection = settings.find(AzureSettings.CONNECTION_STRING);
    Optional<String> key = settings.find(AzureSettings.ACCOUNT_KEY);
    Optional<String> signature = settings.find(AzureSettings.SAS_TOKEN);
    checkOne(List.of(connection, key, signature));
    if (connection.isPresent()) {
      builder.connectionString(connection.get());
      return;
    }
    builder.endpoint(container.service());
    if (key.isPresent()) {
      builder.credential(new StorageSharedKeyCredential(container.account(), key.get()));
    } else if (signature.isPresent()) {
      builder.sasToken(signature.get());
    } else {
      DefaultAzureCredentialBuilder identity = new DefaultAzureCredentialBuilder().httpClient(http);
      settings.find(AzureSettings.IDENTITY).ifPresent(identity::managedIdentityClientId);
      builder.credential(identity.build());
    }
  }

  private static void checkOne(List<Optional<String>> ways) {
    if (ways.stream().filter(Optional::isPresent).count() > 1) {
      throw new RefusedException(
          AzureSettings.CONNECTION_STRING.name()
              + ", "
              + AzureSettings.ACCOUNT_KEY.name()
              + " and "
              + AzureSettings.SAS_TOKEN.name()
              + " exclude each other; keep one");
    }
  }

  /**
   * A connection string names an account too, and files must not land in another than they seem to.
   */
  private void checkAccount(String account) {
    if (account != null && !account.equals(container.account())) {
      throw new RefusedException(
          "the settings lead to the account "
              + account
              + ", and the location "
              + container
              + " names another; make them agree");
    }
  }

  private HttpClient http() {
    JdkHttpClientBuilder builder =
        new JdkHttpClientBuilder()
            .connectionTimeout(CONNECT_TIMEOUT)
            .responseTimeout(SILENCE_TIMEOUT)
            .readTimeout(SILENCE_TIMEOUT)
            .writeTimeout(SILENCE_TIMEOUT);
    settings.find(AzureSettings.PROXY).ifPresent(url -> builder.proxy(proxy(url)));
    return builder.build();
  }

  private ProxyOptions proxy(String url) {
    URI uri = uri(AzureSettings.PROXY, url);
    ProxyOptions proxy =
        new ProxyOptions(
            ProxyOptions.Type.HTTP, new InetSocketAddress(uri.getHost(), uri.getPort()));
    settings
        .find(AzureSettings.PROXY_USER)
        .ifPresent(
            user ->
                proxy.setCredentials(user, settings.find(AzureSettings.PROXY_PASSWORD).orElse("")));
    return proxy;
  }

  private static URI uri(Setting<String> setting, String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null && uri.getPort() > 0) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // told below, together with those without a host or port
    }
    throw new RefusedException(
        setting.name() + " must be a URL such as " + setting.example() + " but was '" + text + "'");
  }
}
