// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

class CustomCredentialsTest {
  @TempDir private Path folder;

  /** Of a user who keeps the keys somewhere else. */
  public static final class FromVault implements AwsCredentialsProvider {
    private String key;
    private String secret;

    public void configure(Map<String, ?> properties) {
      key = (String) properties.get("vault.key");
      secret = (String) properties.get("aws.secret.access.key");
    }

    @Override
    public AwsCredentials resolveCredentials() {
      return AwsBasicCredentials.create(key, secret);
    }
  }

  /** Of a user whose keys are always the same. */
  public static final class Fixed implements AwsCredentialsProvider {
    public static Fixed create() {
      return new Fixed();
    }

    @Override
    public AwsCredentials resolveCredentials() {
      return AwsBasicCredentials.create("key", "secret");
    }
  }

  /** Whether a server that asks for {@code key} and {@code secret} lets these properties in. */
  private boolean letsIn(Map<String, String> more) throws Exception {
    try (S3Server server = new S3Server(Files.createTempDirectory(folder, "s3"))) {
      String bucket = server.newBucket();
      Map<String, String> properties = new HashMap<>(more);
      properties.put("store.url", server.url().toString());
      try (Store store = new S3StoreProvider().open("s3://" + bucket, new Settings(properties))) {
        return store.putIfAbsent(new Location("1.json"), new byte[1]);
      } catch (IOException e) {
        return false;
      }
    }
  }

  @Test
  void tellsAProviderItsProperties() throws Exception {
    String name = FromVault.class.getName();
    assertThat(
            letsIn(
                Map.of(
                    "s3.credentials.provider.class", name,
                    "s3.credentials.provider.vault.key", "key",
                    "aws.access.key.id", "another",
                    "aws.secret.access.key", "secret")))
        .isTrue();
  }

  @Test
  void takesOneWithoutProperties() throws Exception {
    Map<String, String> fixed = Map.of("s3.credentials.provider.class", Fixed.class.getName());
    assertThat(letsIn(fixed)).isTrue();
    Map<String, String> keyFirst = new HashMap<>(fixed);
    keyFirst.put("aws.access.key.id", "another");
    keyFirst.put("aws.secret.access.key", "secret");
    assertThat(letsIn(keyFirst)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"com.example.Missing", "java.lang.String", "java.util.List", "java.lang.Integer"})
  void refusesWhatGivesNoCredentials(String name) {
    Settings settings =
        new Settings(Map.of("s3.region", "eu-west-1", "s3.credentials.provider.class", name));
    assertThatThrownBy(() -> new S3StoreProvider().open("s3://lake", settings))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("s3.credentials.provider.class is " + name)
        .hasMessageContaining("leave the property out");
  }
}
