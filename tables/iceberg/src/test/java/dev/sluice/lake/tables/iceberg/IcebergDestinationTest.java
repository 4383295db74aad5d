// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.files.AlteredStore;
import dev.sluice.lake.files.StagedFile;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IcebergDestinationTest {
  private static final TopicPartition P0 = new TopicPartition("orders", 0);

  @TempDir private Path folder;

  @Test
  void everyCommitIsASnapshotOfItsRows() {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      assertThat(owner.open(List.of(P0))).isEmpty();
      Commit<StagedFile> first = shop.staged(owner, P0, 0, "{'id':1,'country':'FR'}", "{'id':2}");
      owner.commit(first);
      assertThat(shop.ids()).containsExactly(1L, 2L);
      shop.land(owner, P0, 2, "{'id':3,'country':'DE'}");
    }
    assertThat(shop.rows())
        .containsExactly(
            Map.of("id", 1L, "country", "FR", "_kafka_offset", 0L),
            Map.of("id", 2L, "_kafka_offset", 1L),
            Map.of("id", 3L, "country", "DE", "_kafka_offset", 2L));
    assertThat(shop.table().snapshots()).hasSize(2);
    try (IcebergDestination next = shop.owner()) {
      assertThat(next.open(List.of(P0))).isEqualTo(Map.of(P0, 3L));
    }
    assertThat(shop.table().snapshots()).hasSize(2);
  }

  @Test
  void columnsAreAddedAndTypesGrow() {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1,'tags':['a'],'at':{'city':'Paris'}}");
      shop.land(owner, P0, 1, "{'at':{'zip':75,'city':'Lyon'},'id':2,'note':'x'}");
      shop.land(owner, P0, 2, "{'tags':['b','c'],'id':3}");
    }
    List<Map<String, Object>> rows = shop.rows();
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).get("at").toString()).isEqualTo("Record(Paris, null)");
    assertThat(rows.get(1).get("at").toString()).isEqualTo("Record(Lyon, 75)");
    assertThat(rows.get(1)).containsEntry("note", "x");
    assertThat(rows.get(2)).containsEntry("tags", List.of("b", "c"));
  }

  @Test
  void whatAColumnDoesNotHoldIsRejectedOrHasAColumnOfItsOwn() {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1,'price':5}");
      Commit<StagedFile> odd = shop.staged(owner, P0, 1, "{'id':2,'price':'five'}", "{'id':3}");
      assertThat(odd.staged().get(0).rejections())
          .singleElement()
          .satisfies(r -> assertThat(r.reason()).contains("price").contains("whole numbers"));
      owner.commit(odd);
      assertThat(shop.ids()).containsExactly(1L, 3L);
    }
    try (IcebergDestination owner = shop.owner(shop.store(), Conflicts.NEW_COLUMN)) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 3, "{'id':4,'price':'four'}", "{'id':5,'price':5}");
      assertThat(shop.rows().get(2)).containsEntry("price__string", "four");
      assertThat(shop.rows().get(3)).containsEntry("price", 5L);
    }
  }

  /** Fails the first writes of metadata, before or after they have had their effect. */
  private static Store failing(Store store, boolean after, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return new AlteredStore(store) {
      @Override
      public boolean putIfAbsent(Location location, byte[] content) throws IOException {
        boolean metadata =
            location.path().startsWith("metadata/v") && location.path().endsWith(".json");
        boolean fails = metadata && left.getAndDecrement() > 0;
        if (fails && !after) {
          throw new IOException("lost on the way");
        }
        boolean put = super.putIfAbsent(location, content);
        if (fails) {
          throw new IOException("the answer is lost");
        }
        return put;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCommitOfUnknownOutcomeIsDoneOnce(boolean after) {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1}");
    }
    try (IcebergDestination owner = shop.owner(failing(shop.store(), after, 1), Conflicts.WIDEN)) {
      owner.open(List.of(P0));
      Commit<StagedFile> commit = shop.staged(owner, P0, 1, "{'id':2}");
      assertThatThrownBy(() -> owner.commit(commit)).isInstanceOf(UnavailableException.class);
      owner.commit(commit);
      shop.land(owner, P0, 2, "{'id':3}");
    }
    assertThat(shop.ids()).containsExactly(1L, 2L, 3L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theNextOwnerListsWhatACrashLeftOut(boolean after) {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1}");
    }
    IcebergDestination crashed = shop.owner(failing(shop.store(), after, 9), Conflicts.WIDEN);
    crashed.open(List.of(P0));
    Commit<StagedFile> commit = shop.staged(crashed, P0, 1, "{'id':2}");
    assertThatThrownBy(() -> crashed.commit(commit)).isInstanceOf(UnavailableException.class);
    assertThat(shop.ids()).hasSize(after ? 2 : 1);
    try (IcebergDestination owner = shop.owner()) {
      assertThat(owner.open(List.of(P0))).isEqualTo(Map.of(P0, 2L));
      assertThat(shop.ids()).containsExactly(1L, 2L);
      shop.land(owner, P0, 2, "{'id':3}");
    }
    Commit<StagedFile> late = shop.staged(crashed, P0, 2, "{'id':99}");
    assertThatThrownBy(() -> crashed.commit(late)).isInstanceOf(FencedException.class);
    assertThat(shop.ids()).containsExactly(1L, 2L, 3L);
  }

  /** The library would do the append again that has lost, with the files that are listed by now. */
  @Test
  void theNextOwnerMayListTheSameFilesMeanwhile() {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1}");
    }
    try (IcebergDestination next = shop.owner()) {
      AtomicInteger left = new AtomicInteger(1);
      Store slow =
          new AlteredStore(shop.store()) {
            @Override
            public boolean putIfAbsent(Location location, byte[] content) throws IOException {
              boolean metadata = location.path().matches("metadata/v.*json");
              if (metadata && left.getAndDecrement() == 1) {
                next.open(List.of(P0));
              }
              return super.putIfAbsent(location, content);
            }
          };
      try (IcebergDestination owner = shop.owner(slow, Conflicts.WIDEN)) {
        owner.open(List.of(P0));
        shop.land(owner, P0, 1, "{'id':2}");
        assertThat(left.get()).isZero();
        Commit<StagedFile> late = shop.staged(owner, P0, 2, "{'id':3}");
        assertThatThrownBy(() -> owner.commit(late)).isInstanceOf(FencedException.class);
      }
      shop.land(next, P0, 2, "{'id':3}");
    }
    assertThat(shop.ids()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void twoTasksAppendToOneTable() throws Exception {
    Shop shop = new Shop(folder, "");
    int commits = 15;
    shop.landSideBySide(
        commits,
        (partition, i) -> "{'id':" + (partition * 1000 + i) + ",'only" + partition + i + "':1}");
    // Every column that either of them brought, beside id and offset.
    assertThat(shop.table().schema().columns()).hasSize(2 + 2 * commits);
  }

  @Test
  void filesOfALostTableAreNotTakenForAnothers() throws IOException {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1}");
    }
    Path metadata = folder.resolve("metadata");
    try (Stream<Path> files = Files.list(metadata)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    try (IcebergDestination owner = shop.owner()) {
      assertThatThrownBy(() -> owner.open(List.of(P0)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("put the table's metadata back");
    }
  }

  private static List<String> planned(Table table, Expression filter) throws IOException {
    List<String> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().filter(filter).planFiles()) {
      tasks.forEach(task -> files.add(task.file().location()));
    }
    return files;
  }

  @Test
  void readersPassFilesOverByTheirBounds() throws IOException {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1,'country':'FR','price':0.5}", "{'id':9,'country':'IT'}");
      shop.land(owner, P0, 2, "{'id':10,'country':'DE','price':-2.5}", "{'id':19,'price':7.25}");
    }
    Table table = shop.table();
    assertThat(planned(table, Expressions.equal("id", 5L))).hasSize(1);
    assertThat(planned(table, Expressions.equal("id", 10L))).hasSize(1);
    assertThat(planned(table, Expressions.greaterThan("id", 19L))).isEmpty();
    assertThat(planned(table, Expressions.equal("country", "FR"))).hasSize(1);
    assertThat(planned(table, Expressions.lessThan("price", 0.0))).hasSize(1);
    assertThat(planned(table, Expressions.greaterThan("price", 7.25))).isEmpty();
    assertThat(planned(table, Expressions.isNull("country"))).hasSize(1);
    assertThat(shop.ids(Expressions.lessThan("price", 0.0))).containsExactly(10L);
  }

  @Test
  void partitionsAreIcebergs() throws IOException {
    Shop shop =
        new Shop(
            folder,
            "country, truncate(2, city), bucket(4, id), hour(at), day(at), month(at), year(at)");
    List<String> values = new ArrayList<>();
    String[] texts = {"'FR'", "''", "null", "'a/b=c%'", "'__HIVE_DEFAULT_PARTITION__'"};
    for (int i = 0; i < 20; i++) {
      values.add(
          "{'id':%d,'country':%s,'city':%s,'at':%s}"
              .formatted(
                  i,
                  texts[i % 5],
                  texts[(i + i / 5) % 5],
                  i == 7 ? "null" : "'20%02d-%02d-03T%02d:00:00Z'".formatted(i, 1 + i % 12, i)));
    }
    // JSON's times are texts, of which Iceberg knows no hours.
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      assertThatThrownBy(() -> shop.land(owner, P0, 0, values.get(0), values.get(1)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("at_hour");
    }
    Shop plain = new Shop(folder.resolve("texts"), "country, truncate(2, city), bucket(4, id)");
    try (IcebergDestination owner = plain.owner()) {
      owner.open(List.of(P0));
      plain.land(owner, P0, 0, values.toArray(String[]::new));
    }
    for (int i = 0; i < 5; i++) {
      String text = texts[i].equals("null") ? null : texts[i].substring(1, texts[i].length() - 1);
      Expression country =
          text == null ? Expressions.isNull("country") : Expressions.equal("country", text);
      int at = i;
      assertThat(plain.ids(country))
          .as(texts[i])
          .isEqualTo(LongStream.range(0, 20).filter(id -> id % 5 == at).boxed().toList());
      Expression city = text == null ? Expressions.isNull("city") : Expressions.equal("city", text);
      assertThat(plain.ids(city))
          .as(texts[i])
          .isEqualTo(
              LongStream.range(0, 20).filter(id -> (id + id / 5) % 5 == at).boxed().toList());
    }
    for (long id = 0; id < 20; id++) {
      assertThat(plain.ids(Expressions.equal("id", id))).containsExactly(id);
      assertThat(planned(plain.table(), Expressions.equal("id", id))).hasSizeLessThan(6);
    }
  }

  @Test
  void aTableThatSomebodyElseChangesIsFollowedOn() {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1,'old':1}");
      Table table = shop.table();
      table.updateSchema().deleteColumn("old").addColumn("theirs", Types.StringType.get()).commit();
      table.updateProperties().set("owner", "sales").commit();
      // Written by the columns that were known; the next one goes by those that are there.
      shop.land(owner, P0, 1, "{'id':2,'theirs':'x'}");
      shop.land(owner, P0, 2, "{'id':3,'old':3,'theirs':'y'}");
    }
    Schema schema = shop.table().schema();
    assertThat(schema.columns().stream().map(Types.NestedField::name))
        .contains("id", "theirs", "old");
    assertThat(shop.rows().get(0)).doesNotContainKey("old");
    assertThat(shop.rows().get(2)).containsEntry("old", 3L).containsEntry("theirs", "y");
    assertThat(shop.table().properties()).containsEntry("owner", "sales");
  }

  @Test
  void rowsThatSomebodyElseDeletesStayDeleted() {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1}");
      shop.table().newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
      shop.land(owner, P0, 1, "{'id':2}");
    }
    try (IcebergDestination next = shop.owner()) {
      assertThat(next.open(List.of(P0))).isEqualTo(Map.of(P0, 2L));
      shop.land(next, P0, 2, "{'id':3}");
    }
    assertThat(shop.ids()).containsExactly(2L, 3L);
    // The snapshot that tells of it goes one day.
    long now = System.currentTimeMillis();
    shop.table().expireSnapshots().expireOlderThan(now).retainLast(1).commit();
    assertThat(
            TableSnapshot.of(new Settings(Map.of()), shop.store(), folder.toString(), "shop")
                .orElseThrow()
                .changed())
        .isTrue();
  }

  @Test
  void oldSnapshotsGoAndTheirRowsStay() throws Exception {
    Shop shop = new Shop(folder, "");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':0}");
      shop.table().updateProperties().set("history.expire.max-snapshot-age-ms", "40").commit();
      for (int i = 1; i < 5; i++) {
        Thread.sleep(60);
        shop.land(owner, P0, i, "{'id':" + i + "}");
      }
    }
    assertThat(shop.table().snapshots()).hasSizeLessThan(3);
    assertThat(shop.ids()).containsExactly(0L, 1L, 2L, 3L, 4L);
    try (Stream<Path> lists = Files.list(folder.resolve("metadata/manifests"))) {
      assertThat(lists.filter(file -> file.getFileName().toString().startsWith("snap-")).count())
          .isLessThan(3);
    }
  }

  /** Nothing is written that the table could never list. */
  @Test
  void anotherPartitionIsRefusedBeforeAFileIsWritten() throws IOException {
    Shop shop = new Shop(folder, "country");
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1,'country':'FR'}");
    }
    Shop changed = new Shop(folder, "bucket(2, id)");
    try (IcebergDestination owner = changed.owner()) {
      owner.open(List.of(P0));
      assertThatThrownBy(() -> changed.staged(owner, P0, 1, "{'id':2}"))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("set partition to what the table has");
    }
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 1, "{'id':2,'country':'DE'}");
    }
    assertThat(shop.ids()).containsExactly(1L, 2L);
  }

  @Test
  void aTableOfSomebodyElseIsFilledUnlessItWantsWhatRecordsDoNotHave() {
    Shop shop = new Shop(folder, "");
    StoreOperations theirs = new StoreOperations(shop.store(), folder.toString());
    Schema schema =
        new Schema(
            Types.NestedField.required(7, "id", Types.LongType.get()),
            Types.NestedField.required(8, "region", Types.StringType.get()));
    theirs.commit(
        null,
        TableMetadata.newTableMetadata(
            schema, PartitionSpec.unpartitioned(), folder.toString(), Map.of()));
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      assertThatThrownBy(() -> shop.staged(owner, P0, 0, "{'id':1}"))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("column region of the table must have a value")
          .hasMessageContaining("ALTER COLUMN region DROP NOT NULL");
      shop.table().updateSchema().makeColumnOptional("region").commit();
    }
    try (IcebergDestination owner = shop.owner()) {
      owner.open(List.of(P0));
      shop.land(owner, P0, 0, "{'id':1,'note':'x'}");
    }
    assertThat(shop.rows()).containsExactly(Map.of("id", 1L, "note", "x", "_kafka_offset", 0L));
  }
}
