// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.files.StagedFile;
import dev.sluice.testkit.iceberg.RestCatalogServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that a catalog behind HTTP knows by name. */
class RestCatalogTest {
  private static final TopicPartition P0 = new TopicPartition("orders", 0);

  @TempDir private Path folder;
  private RestCatalogServer server;

  @BeforeEach
  void start() throws IOException {
    server = RestCatalogServer.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Map<String, String> settings() {
    return new HashMap<>(
        Map.of(
            "iceberg.catalog.uri",
            server.url().toString(),
            "iceberg.catalog.token",
            RestCatalogServer.TOKEN,
            "iceberg.table",
            "sales.orders",
            "partition",
            "bucket(2, id)"));
  }

  @Test
  void theTableIsMadeAndGrows() {
    Shop shop = new Shop(folder, settings());
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1,'country':'FR'}", "{'id':2}");
      shop.land(owner, P0, 2, "{'id':3,'note':'x'}");
    }
    try (IcebergDestination owner = shop.owner()) {
      assertThat(owner.open(List.of(P0))).isEqualTo(Map.of(P0, 3L));
      shop.land(owner, P0, 3, "{'id':4,'note':'y'}");
    }
    assertThat(shop.ids()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(shop.rows().get(3)).containsEntry("note", "y");
    assertThat(folder.resolve("metadata/version-hint.text")).doesNotExist();
    TableSnapshot snapshot =
        TableSnapshot.of(new Settings(settings()), shop.store(), folder.toString(), "shop")
            .orElseThrow();
    assertThat(snapshot.rows()).isEqualTo(4);
    assertThat(snapshot.next()).isEqualTo(Map.of(0, 4L));
    assertThat(snapshot.changed()).isFalse();
  }

  @Test
  void anAnswerThatIsLostIsNoSecondAppend() {
    Shop shop = new Shop(folder, settings());
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1}");
      server.loseAnswers(1);
      Commit<StagedFile> commit = shop.staged(owner, P0, 1, "{'id':2}");
      assertThatThrownBy(() -> owner.commit(commit)).isInstanceOf(UnavailableException.class);
      owner.commit(commit);
      assertThat(shop.ids()).containsExactly(1L, 2L);
      server.loseAnswers(1);
      Commit<StagedFile> last = shop.staged(owner, P0, 2, "{'id':3}");
      assertThatThrownBy(() -> owner.commit(last)).isInstanceOf(UnavailableException.class);
    }
    try (IcebergDestination next = shop.owner()) {
      assertThat(next.open(List.of(P0))).isEqualTo(Map.of(P0, 3L));
    }
    assertThat(shop.ids()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void tasksAppendAtTheSameTime() throws Exception {
    Shop shop = new Shop(folder, settings());
    shop.landSideBySide(10, (partition, i) -> "{'id':" + (partition * 1000 + i) + "}");
  }

  @Test
  void aCatalogThatIsAwayIsWaitedFor() throws IOException {
    Shop shop = new Shop(folder, settings());
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1}");
      Commit<StagedFile> commit = shop.staged(owner, P0, 1, "{'id':2}");
      server.close();
      assertThatThrownBy(() -> owner.commit(commit))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("The catalog of table sales.orders does not answer");
    }
  }

  @Test
  void aTableOfAnotherPlaceIsRefused() {
    Shop shop = new Shop(folder.resolve("a"), settings());
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1}");
    }
    try (IcebergDestination owner = new Shop(folder.resolve("b"), settings()).owner()) {
      assertThatThrownBy(() -> owner.open(List.of(P0)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("sales.orders of the catalog is at " + folder.resolve("a"));
    }
  }

  @Test
  void aWrongTokenIsSaidToBeOne() {
    Map<String, String> settings = settings();
    settings.put("iceberg.catalog.token", "another");
    try (IcebergDestination owner = new Shop(folder, settings).owner()) {
      assertThatThrownBy(() -> owner.open(List.of(P0)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("sales.orders")
          .hasMessageContaining("no token");
    }
  }

  @Test
  void whatIsSaidOfACatalogGoesTogether() {
    Map<String, String> lone = Map.of("table.format", "iceberg", "iceberg.table", "sales.orders");
    assertThatThrownBy(() -> IcebergSettings.check(new Settings(lone)))
        .hasMessageContaining("set iceberg.catalog.uri too");
    Map<String, String> nameless =
        Map.of("table.format", "iceberg", "iceberg.catalog.uri", "http://localhost");
    assertThatThrownBy(() -> IcebergSettings.check(new Settings(nameless)))
        .hasMessageContaining("set iceberg.table");
    Map<String, String> files = Map.of("iceberg.table", "sales.orders");
    assertThatThrownBy(() -> IcebergSettings.check(new Settings(files)))
        .hasMessageContaining("table.format=iceberg");
  }
}
