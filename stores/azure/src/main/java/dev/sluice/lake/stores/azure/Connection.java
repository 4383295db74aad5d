// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.ClientSecretCredential;
import com.azure.identity.ClientSecretCredentialBuilder;
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
import dev.sluice.lake.stores.RequestSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The way to a container that the settings tell: whose credentials, which service, how patient. */
final class Connection {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(30);

  private final Settings settings;
  private final Container container;
  private final HttpClient http;

  Connection(Settings settings, Container container) {
    this.settings = settings;
    this.container = container;
    this.http = http();
  }

  Patience patience() {
    return AzureSettings.REQUESTS.patience(settings);
  }

  /** A client that sends everything once. */
  BlobContainerClient once() {
    return client(
        new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Duration) null, null, null, null));
  }

  /** A client that asks again for the rest of a file whose reading broke off. */
  BlobContainerClient patient() {
    Patience patience = patience();
    Duration first = patience.backoff();
    Duration least = first.isZero() ? Duration.ofMillis(1) : first;
    return client(
        new RequestRetryOptions(
            RetryPolicyType.EXPONENTIAL,
            1 + patience.retries(),
            (Duration) null,
            least,
            patience.longestBackoff(),
            null));
  }

  private BlobContainerClient client(RequestRetryOptions retries) {
    BlobContainerClientBuilder builder = new BlobContainerClientBuilder();
    try {
      authenticate(builder);
      settings.find(AzureSettings.ENDPOINT).ifPresent(builder::endpoint);
      settings.find(AzureSettings.ENCRYPTION_SCOPE).ifPresent(builder::encryptionScope);
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
    checkOne(List.of(connection, key, signature, settings.find(AzureSettings.CLIENT_SECRET)));
    if (connection.isPresent()) {
      builder.connectionString(connection.get());
      return;
    }
    builder.endpoint(container.service());
    if (key.isPresent()) {
      builder.credential(new StorageSharedKeyCredential(container.account(), key.get()));
    } else if (signature.isPresent()) {
      builder.sasToken(signature.get());
    } else if (settings.find(AzureSettings.CLIENT_SECRET).isPresent()) {
      builder.credential(application());
    } else {
      DefaultAzureCredentialBuilder identity = new DefaultAzureCredentialBuilder().httpClient(http);
      settings.find(AzureSettings.IDENTITY).ifPresent(identity::managedIdentityClientId);
      builder.credential(identity.build());
    }
  }

  private ClientSecretCredential application() {
    ClientSecretCredentialBuilder builder =
        new ClientSecretCredentialBuilder()
            .httpClient(http)
            .clientId(needed(AzureSettings.IDENTITY))
            .clientSecret(needed(AzureSettings.CLIENT_SECRET))
            .tenantId(needed(AzureSettings.TENANT));
    settings.find(AzureSettings.AUTHORITY).ifPresent(builder::authorityHost);
    return builder.build();
  }

  private String needed(Setting<String> setting) {
    return settings
        .find(setting)
        .orElseThrow(
            () ->
                new RefusedException(
                    AzureSettings.CLIENT_SECRET.name()
                        + " is set, and "
                        + setting.name()
                        + " is not; an application is known by both"));
  }

  private static void checkOne(List<Optional<String>> ways) {
    if (ways.stream().filter(Optional::isPresent).count() > 1) {
      throw new RefusedException(
          AzureSettings.CONNECTION_STRING.name()
              + ", "
              + AzureSettings.ACCOUNT_KEY.name()
              + ", "
              + AzureSettings.CLIENT_SECRET.name()
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
    AzureSettings.REQUESTS.proxy(settings).ifPresent(proxy -> builder.proxy(options(proxy)));
    return builder.build();
  }

  private static ProxyOptions options(RequestSettings.Proxy proxy) {
    URI url = proxy.url();
    ProxyOptions options =
        new ProxyOptions(
            ProxyOptions.Type.HTTP, new InetSocketAddress(url.getHost(), url.getPort()));
    proxy.credentials().ifPresent(is -> options.setCredentials(is.user(), is.password()));
    return options;
  }
}
