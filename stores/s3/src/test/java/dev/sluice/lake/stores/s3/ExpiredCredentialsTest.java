// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.files.Outage;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys that the service takes no more, and new ones that somebody writes into the machine's file of
 * credentials some time later.
 */
class ExpiredCredentialsTest {
  private static final String FILE = "aws.sharedCredentialsFile";

  @TempDir Path folder;

  @Test
  void waitsForNewOnesAndLosesNothing() throws Exception {
    Path file = folder.resolve("credentials");
    String before = System.getProperty(FILE);
    System.setProperty(FILE, file.toString());
    try (S3Server server = new S3Server(Files.createDirectory(folder.resolve("s3")))) {
      String bucket = server.newBucket();
      write(file, "first", "secret one");
      server.accept(Map.of("first", "secret one", "key", "secret"));
      new Outage(
              open(server, "s3://" + bucket + "/lake"),
              () -> server.accept(Map.of("second", "secret two", "key", "secret")),
              () -> write(file, "second", "secret two"))
          .run(
              List.of("s3://" + bucket, "the credentials have expired"),
              server.open("s3://" + bucket + "/lake"));
    } finally {
      if (before == null) {
        System.clearProperty(FILE);
      } else {
        System.setProperty(FILE, before);
      }
    }
  }

  private static Store open(S3Server server, String location) {
    Map<String, String> properties = server.properties();
    properties.remove(S3Settings.ACCESS_KEY.name());
    properties.remove(S3Settings.SECRET_KEY.name());
    properties.put(S3Settings.PROFILE.name(), "lake");
    return new S3StoreProvider().open(location, new Settings(properties));
  }

  private static void write(Path file, String key, String secret) throws IOException {
    Files.writeString(
        file,
        "[lake]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(key, secret));
  }
}
