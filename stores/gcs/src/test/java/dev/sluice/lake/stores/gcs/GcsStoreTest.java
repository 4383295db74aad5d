// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.services.storage.model.StorageObject;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoreContract;
import dev.sluice.lake.stores.Upload;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GcsStoreTest extends StoreContract {
  private static final Location TARGET = new Location("day=1/orders+0+0.txt");
  private static final Location STAGED = new Location("_own/staged");

  private static Gcs gcs;
  private String location;

  @BeforeAll
  static void start() throws IOException {
    gcs = new Gcs();
  }

  @AfterAll
  static void stop() {
    gcs.close();
  }

  @Override
  protected Store open() {
    if (location == null) {
      location = gcs.newBucket() + "/lake/my table+1";
    }
    return gcs.open(location, Map.of());
  }

  private static Upload stage(Store store, String name, String content) throws IOException {
    Upload upload = store.stage(new Location("_own/" + name), TARGET);
    try (upload) {
      upload.write(content.getBytes(UTF_8));
    }
    return upload;
  }

  /** More parts than can be composed at once, in the order in which they were written. */
  @Test
  void composesAFileOfManyParts() throws IOException {
    open().close();
    byte[] content = new byte[70 * (256 << 10) + 17];
    new Random(3).nextBytes(content);
    try (Store store = gcs.open(location, Map.of("gcs.part.size", "256KiB"))) {
      Upload upload = store.stage(STAGED, TARGET);
      try (upload) {
        upload.write(content);
      }
      assertThat(store.files(new Location("_own"))).as("the parts are gone").hasSize(1);
      assertThat(store.publish(TARGET, upload.token())).isTrue();
      assertThat(store.read(TARGET)).isEqualTo(content);
      assertThat(store.files(new Location("_own"))).isEmpty();
    }
  }

  @Test
  void anAbortedUploadOfSeveralPartsLeavesNone() throws IOException {
    open().close();
    try (Store store = gcs.open(location, Map.of("gcs.part.size", "256KiB"))) {
      Upload upload = store.stage(STAGED, TARGET);
      upload.write(new byte[3 * (256 << 10)]);
      upload.abort();
      assertThat(store.files(Location.root())).isEmpty();
    }
  }

  @Test
  void filesStagedForOneTargetDoNotMix() throws IOException {
    try (Store store = open()) {
      Upload before = stage(store, "before", "before");
      Upload after = stage(store, "after", "after");
      assertThat(store.publish(TARGET, before.token())).isTrue();
      // The same offsets landed before, and were rewound.
      assertThat(store.publish(TARGET, after.token())).isTrue();
      assertThat(store.read(TARGET)).asString(UTF_8).isEqualTo("after");
      assertThat(store.publish(TARGET, before.token())).as("it is no more").isFalse();
      assertThat(store.read(TARGET)).asString(UTF_8).isEqualTo("after");
    }
  }

  @Test
  void anAnswerThatWasLostIsFoundOut() throws IOException {
    try (Store store = open()) {
      Upload upload = stage(store, "mine", "mine");
      Objects objects = gcs.objects(location);
      objects.move(new Location(upload.token()), TARGET, 0);
      long generation = objects.find(TARGET).orElseThrow().getGeneration();
      assertThat(store.publish(TARGET, upload.token())).isTrue();
      assertThat(objects.find(TARGET).orElseThrow().getGeneration())
          .as("not moved again")
          .isEqualTo(generation);
    }
  }

  @Test
  void givesFilesTheirClassAndMetadata() throws IOException {
    open().close();
    Map<String, String> more =
        Map.of(
            "gcs.storage.class", "NEARLINE",
            "gcs.metadata", "team:sales",
            "gcs.part.size", "256KiB");
    try (Store store = gcs.open(location, more)) {
      for (int bytes : new int[] {1, 300 << 10}) {
        Location target = new Location("day=1/" + bytes);
        Upload upload = store.stage(new Location("_own/" + bytes), target);
        try (upload) {
          upload.write(new byte[bytes]);
        }
        assertThat(store.publish(target, upload.token())).isTrue();
        StorageObject object = gcs.objects(location).find(target).orElseThrow();
        assertThat(object.getStorageClass()).isEqualTo("NEARLINE");
        assertThat(object.getMetadata()).containsEntry("team", "sales");
      }
    }
  }

  @Test
  void listsMoreThanAPage() throws IOException {
    try (Store store = open()) {
      for (int i = 0; i < 1_003; i++) {
        store.putIfAbsent(new Location("many/" + i), new byte[0]);
      }
      assertThat(store.list(new Location("many"))).hasSize(1_003);
      assertThat(store.files(new Location("many"))).hasSize(1_003);
    }
  }

  @Test
  void tellsThatThereIsNoSuchBucket() throws Exception {
    try (Store store = gcs.open("gs://nowhere/lake", Map.of())) {
      assertThatThrownBy(() -> store.files(Location.root()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "Listing gs://nowhere/lake/ found nothing: 404 The specified bucket");
    }
  }
}
