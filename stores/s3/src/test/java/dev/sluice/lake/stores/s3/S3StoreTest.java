// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoreContract;
import dev.sluice.lake.stores.Upload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3StoreTest extends StoreContract {
  @TempDir static Path folder;
  private static S3Server server;
  private String bucket;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected Store open() {
    if (bucket == null) {
      bucket = server.newBucket();
    }
    return server.open("s3://" + bucket + "/lake/my table+1");
  }

  @Test
  void goesThroughAProxy() throws Exception {
    Map<String, String> properties = server.properties();
    properties.put("s3.proxy.url", properties.put("store.url", "http://s3.invalid"));
    String location = "s3://" + server.newBucket();
    try (Store store = new S3StoreProvider().open(location, new Settings(properties))) {
      assertThat(store.putIfAbsent(new Location("1.json"), new byte[1])).isTrue();
      assertThat(store.list(Location.root())).containsExactly("1.json");
    }
  }

  @Test
  void tellsWhatWasRefusedAndWhere() throws Exception {
    Map<String, String> properties = server.properties();
    properties.put("aws.secret.access.key", "wrong");
    try (Store store = new S3StoreProvider().open("s3://any", new Settings(properties))) {
      assertThatThrownBy(() -> store.read(new Location("_sluice/1.json")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Reading _sluice/1.json failed")
          .hasMessageContaining("403");
    }
  }

  @Test
  void doesNotTakeAnotherFileOfTheSameNameForItsOwn() throws Exception {
    try (Store store = open()) {
      Location target = new Location("day=1/orders+0+0.txt");
      Upload earlier = store.stage(new Location("_own/earlier"), target);
      earlier.close();
      Upload dropped = store.stage(new Location("_own/dropped"), target);
      dropped.close();
      store.drop(target, dropped.token());
      assertThat(store.publish(target, earlier.token())).isTrue();
      assertThat(store.publish(target, dropped.token())).isFalse();
    }
  }
}
