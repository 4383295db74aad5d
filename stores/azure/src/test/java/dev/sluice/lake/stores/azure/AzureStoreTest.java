// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoreContract;
import dev.sluice.lake.stores.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AzureStoreTest extends StoreContract {
  private static final Location TARGET = new Location("day=1/orders+0+0.txt");

  private static Azurite azurite;
  private String location;

  @BeforeAll
  static void start() throws Exception {
    azurite = Azurite.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (azurite != null) {
      azurite.close();
    }
  }

  @Override
  protected Store open() {
    if (location == null) {
      location = azurite.newContainer() + "/lake/my table+1";
    }
    return azurite.open(location);
  }

  private static Upload stage(Store store, String name, String content) throws IOException {
    Upload upload = store.stage(new Location("_own/" + name), TARGET);
    try (upload) {
      upload.write(content.getBytes(UTF_8));
    }
    return upload;
  }

  private BlockBlobClient blob(Location at) {
    return azurite.container(location).getBlobClient("lake/my table+1/" + at).getBlockBlobClient();
  }

  @Test
  void tellsWhatWasRefusedAndWhere() throws Exception {
    Map<String, String> properties = azurite.properties();
    properties.put("azblob.account.key", "d3Jvbmc=");
    String container = azurite.newContainer();
    try (Store store = new AzureStoreProvider().open(container, new Settings(properties))) {
      assertThatThrownBy(() -> store.read(new Location("_sluice/1.json")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Reading _sluice/1.json failed")
          .hasMessageContaining("403")
          .hasMessageContaining("the credentials have expired");
    }
  }

  @Test
  void filesStagedForOneTargetDoNotMix() throws Exception {
    try (Store store = open()) {
      Upload zombies = stage(store, "zombies", "zombie");
      Upload mine = stage(store, "mine", "mine");
      assertThat(store.publish(TARGET, mine.token())).isTrue();
      assertThat(store.read(TARGET)).asString(UTF_8).isEqualTo("mine");
      assertThat(store.publish(TARGET, zombies.token())).as("its blocks are gone").isFalse();
      store.drop(TARGET, zombies.token());
      assertThat(store.read(TARGET)).asString(UTF_8).isEqualTo("mine");
    }
  }

  @Test
  void replacesTheFileOfARewoundRange() throws Exception {
    try (Store store = open()) {
      Upload before = stage(store, "before", "before");
      assertThat(store.publish(TARGET, before.token())).isTrue();
      Upload after = stage(store, "after", "after");
      assertThat(store.publish(TARGET, after.token())).isTrue();
      assertThat(store.read(TARGET)).asString(UTF_8).isEqualTo("after");
      assertThat(store.publish(TARGET, before.token())).as("it is no more").isFalse();
    }
  }

  @Test
  void anAnswerThatWasLostIsFoundOut() throws Exception {
    try (Store store = open()) {
      Upload upload = stage(store, "mine", "mine");
      StagedBlocks staged = StagedBlocks.of(upload.token());
      // What a try does whose answer is lost: the marker is still there.
      blob(TARGET)
          .commitBlockListWithResponse(
              staged.ids(), null, Map.of(BlobOptions.MARK, "mine"), null, null, null, null);
      String etag = blob(TARGET).getProperties().getETag();
      assertThat(store.publish(TARGET, upload.token())).isTrue();
      assertThat(blob(TARGET).getProperties().getETag()).as("not written again").isEqualTo(etag);
      assertThat(blob(staged.marker()).exists()).isFalse();
    }
  }

  @Test
  void givesFilesTheirTierMetadataAndTags() throws Exception {
    open().close();
    Map<String, String> properties = azurite.properties();
    properties.put("azblob.access.tier", "Cool");
    properties.put("azblob.metadata", "team:sales");
    properties.put("azblob.tags", "retention:long,level:1");
    try (Store store = new AzureStoreProvider().open(location, new Settings(properties))) {
      assertThat(store.publish(TARGET, stage(store, "mine", "mine").token())).isTrue();
      BlobProperties published = blob(TARGET).getProperties();
      assertThat(published.getAccessTier()).hasToString("Cool");
      assertThat(published.getMetadata()).containsEntry("team", "sales");
      assertThat(blob(TARGET).getTags()).isEqualTo(Map.of("retention", "long", "level", "1"));
    }
  }

  @Test
  void leavesOutTheFoldersOfHierarchicalNames() throws Exception {
    try (Store store = open()) {
      store.putIfAbsent(new Location("t/a"), new byte[1]);
      // As an account with hierarchical names lists a folder.
      blob(new Location("t/folder"))
          .uploadWithResponse(
              InputStream.nullInputStream(),
              0,
              null,
              Map.of("hdi_isfolder", "true"),
              null,
              null,
              null,
              null,
              null);
      assertThat(store.files(new Location("t"))).hasSize(1);
    }
  }
}
