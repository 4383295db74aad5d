// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Patience;
import dev.sluice.lake.stores.RequestSettings;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** The way to S3 that the settings tell: whose credentials, which service, how patient. */
final class Connection {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(30);

  private final Settings settings;
  private final AwsCredentialsProvider credentials;

  Connection(Settings settings) {
    this.settings = settings;
    this.credentials = credentials();
  }

  /** A client that sends again what failed in a way that may pass. */
  S3Client patient() {
    return client(retries());
  }

  /** A client that sends everything once. */
  S3Client once() {
    return client(AwsRetryStrategy.doNotRetry());
  }

  private S3Client client(RetryStrategy retries) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(http())
            .credentialsProvider(credentials)
            .forcePathStyle(settings.get(S3Settings.PATH_STYLE))
            // The JDK's connections wait for the answer to it longer than it saves.
            .serviceConfiguration(S3Configuration.builder().expectContinueEnabled(false).build())
            .overrideConfiguration(patience(retries));
    if (settings.get(S3Settings.ACCELERATED)) {
      builder.accelerate(accelerable());
    }
    region().ifPresent(builder::region);
    settings
        .find(S3Settings.ENDPOINT)
        .ifPresent(
            url ->
                builder
                    .endpointOverride(endpoint(url))
                    // Others than Amazon may not know the checksums that it takes.
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED));
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new RefusedException(
          S3Settings.REGION.name()
              + " is not set, and neither the environment nor a profile of this machine tells a region ("
              + e.getMessage()
              + "); set it to the bucket's",
          e);
    }
  }

  private boolean accelerable() {
    if (settings.get(S3Settings.PATH_STYLE) || settings.isSet(S3Settings.ENDPOINT)) {
      throw new RefusedException(
          S3Settings.ACCELERATED.name()
              + " is true, and S3 accelerates only requests to host names of its own: set "
              + S3Settings.PATH_STYLE.name()
              + " to false, and leave "
              + S3Settings.ENDPOINT.name()
              + " out");
    }
    return true;
  }

  private Optional<Region> region() {
    Optional<String> other = settings.find(S3Settings.ENDPOINT).map(url -> "us-east-1");
    return settings.find(S3Settings.REGION).or(() -> other).map(Region::of);
  }

  private ClientOverrideConfiguration patience(RetryStrategy retries) {
    return ClientOverrideConfiguration.builder()
        .apiCallTimeout(patience().deadline())
        .retryStrategy(retries)
        .build();
  }

  private RetryStrategy retries() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(1 + patience().retries())
        .backoffStrategy(backoff())
        .throttlingBackoffStrategy(backoff())
        .build();
  }

  private BackoffStrategy backoff() {
    Duration first = patience().backoff();
    return first.isZero()
        ? BackoffStrategy.retryImmediately()
        : BackoffStrategy.exponentialDelay(first, patience().longestBackoff());
  }

  private Patience patience() {
    return S3Settings.REQUESTS.patience(settings);
  }

  private UrlConnectionHttpClient.Builder http() {
    UrlConnectionHttpClient.Builder http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(CONNECT_TIMEOUT)
            .socketTimeout(SILENCE_TIMEOUT);
    S3Settings.REQUESTS.proxy(settings).ifPresent(is -> http.proxyConfiguration(options(is)));
    return http;
  }

  private static ProxyConfiguration options(RequestSettings.Proxy proxy) {
    ProxyConfiguration.Builder options = ProxyConfiguration.builder().endpoint(proxy.url());
    proxy.credentials().ifPresent(is -> options.username(is.user()).password(is.password()));
    return options.build();
  }

  private static URI endpoint(String text) {
    try {
      URI uri = URI.create(text.contains("://") ? text : "https://" + text);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // told below, together with those without a host
    }
    Setting<String> setting = S3Settings.ENDPOINT;
    throw new RefusedException(
        setting.name() + " must be a URL such as " + setting.example() + " but was '" + text + "'");
  }

  private AwsCredentialsProvider credentials() {
    AwsCredentialsProvider own = ownCredentials();
    Optional<String> role = settings.find(S3Settings.ROLE);
    return role.isPresent() ? assumed(role.get(), own) : own;
  }

  private AwsCredentialsProvider ownCredentials() {
    Optional<String> key = settings.find(S3Settings.ACCESS_KEY);
    Optional<String> secret = settings.find(S3Settings.SECRET_KEY);
    if (key.isPresent() != secret.isPresent()) {
      throw new RefusedException(
          S3Settings.ACCESS_KEY.name()
              + " and "
              + S3Settings.SECRET_KEY.name()
              + " belong together, and only one is set; set both, or none to use the machine's");
    }
    Optional<CustomCredentials> custom =
        settings.find(S3Settings.PROVIDER).map(CustomCredentials::load);
    if (custom.isPresent() && (key.isEmpty() || custom.get().isConfigurable())) {
      return custom.get().configured(properties(key, secret));
    }
    if (key.isPresent()) {
      return StaticCredentialsProvider.create(keys(key.get(), secret.orElseThrow()));
    }
    Optional<String> profile = settings.find(S3Settings.PROFILE);
    // Keys that expire are renewed in these files, so they are read again when they have changed.
    ProfileFileSupplier files = ProfileFileSupplier.defaultSupplier();
    return profile.isPresent()
        ? ProfileCredentialsProvider.builder().profileName(profile.get()).profileFile(files).build()
        : DefaultCredentialsProvider.builder().profileFile(files).build();
  }

  /** What a provider is told. */
  private Map<String, String> properties(Optional<String> key, Optional<String> secret) {
    Map<String, String> properties = new HashMap<>(settings.below(S3Settings.PROVIDER_PREFIX));
    key.ifPresent(text -> properties.put(S3Settings.ACCESS_KEY.name(), text));
    secret.ifPresent(text -> properties.put(S3Settings.SECRET_KEY.name(), text));
    return properties;
  }

  private AwsCredentials keys(String key, String secret) {
    Optional<String> session = settings.find(S3Settings.SESSION_TOKEN);
    return session.isPresent()
        ? AwsSessionCredentials.create(key, secret, session.get())
        : AwsBasicCredentials.create(key, secret);
  }

  private AwsCredentialsProvider assumed(String role, AwsCredentialsProvider own) {
    StsClientBuilder sts =
        StsClient.builder()
            .httpClientBuilder(http())
            .credentialsProvider(own)
            .overrideConfiguration(patience(retries()));
    settings.find(S3Settings.ROLE_REGION).map(Region::of).or(this::region).ifPresent(sts::region);
    Optional<String> externalId = settings.find(S3Settings.ROLE_EXTERNAL_ID);
    return StsAssumeRoleCredentialsProvider.builder()
        .stsClient(sts.build())
        .refreshRequest(
            request -> {
              request.roleArn(role).roleSessionName(settings.get(S3Settings.ROLE_SESSION));
              externalId.ifPresent(request::externalId);
            })
        .build();
  }
}
