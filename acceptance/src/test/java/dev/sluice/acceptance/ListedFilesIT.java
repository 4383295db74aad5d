// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.LocalStore;
import dev.sluice.runtime.verify.Check;
import dev.sluice.runtime.verify.TableFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What verify finds in tables that Iceberg's own tables of paths have written. */
class ListedFilesIT {
  @TempDir private Path folder;
  private final List<Receipt> receipts = new ArrayList<>();
  private Table table;

  @BeforeEach
  void make() {
    Schema schema = new Schema(Types.NestedField.optional(1, "id", Types.LongType.get()));
    table =
        new HadoopTables(new Configuration(false))
            .create(schema, PartitionSpec.unpartitioned(), folder.toString());
    commit(0, "a.parquet", 5);
    commit(5, "b.parquet", 2);
  }

  private void commit(long from, String path, long rows) {
    receipts.add(
        new Receipt(
            new Range(new TopicPartition("orders", 0), from, from + rows, rows, 0, 0),
            rows,
            0,
            Instant.EPOCH,
            List.of(new Receipt.LandedFile(path, rows, 100, 7))));
  }

  private DataFile file(String path, long rows) {
    return DataFiles.builder(table.spec())
        .withPath(folder.resolve(path).toString())
        .withFileSizeInBytes(100)
        .withRecordCount(rows)
        .build();
  }

  private void list(long followed, DataFile... files) {
    for (DataFile file : files) {
      table.newFastAppend().appendFile(file).commit();
    }
    table.updateProperties().set("sluice.followed.lake.orders-0", "2@" + followed).commit();
  }

  private Check check() {
    Ledger ledger =
        new Ledger() {
          @Override
          public String name() {
            return "lake orders";
          }

          @Override
          public List<Receipt> receipts() {
            return receipts;
          }
        };
    return new TableFiles(new Settings(Map.of()), new LocalStore(folder), folder.toString(), "lake")
        .check(ledger);
  }

  private void mustFind(String what) {
    Check check = check();
    assertThat(check.proofs()).isEmpty();
    assertThat(check.findings()).singleElement().asString().contains(what);
  }

  @Test
  void theSameFilesAreProof() {
    list(7, file("a.parquet", 5), file("b.parquet", 2));
    assertThat(check().findings()).isEmpty();
    assertThat(check().proofs()).singleElement().asString().contains("the same 2 files, 7 rows");
  }

  @Test
  void whatIsNotFollowedYetIsNotMissed() {
    list(5, file("a.parquet", 5));
    assertThat(check().findings()).isEmpty();
  }

  @Test
  void aFileThatIsNotListedIsFound() {
    list(7, file("a.parquet", 5));
    mustFind("b.parquet was committed with 2 rows and is not listed");
  }

  @Test
  void aFileThatIsListedTwiceIsFound() {
    list(7, file("a.parquet", 5), file("b.parquet", 2), file("a.parquet", 5));
    mustFind("a.parquet is listed twice");
  }

  @Test
  void aFileThatNobodyHasCommittedIsFound() {
    list(7, file("a.parquet", 5), file("b.parquet", 2), file("c.parquet", 1));
    mustFind("c.parquet is listed with 1 rows, and no commit of it");
  }

  @Test
  void anotherNumberOfRowsIsFound() {
    list(7, file("a.parquet", 4), file("b.parquet", 2));
    mustFind("a.parquet is listed with 4 rows, and has 5");
  }

  @Test
  void whatAnotherEngineHasRewrittenIsSaidToBe() {
    list(7, file("a.parquet", 5), file("b.parquet", 2));
    table
        .newRewrite()
        .deleteFile(file("a.parquet", 5))
        .deleteFile(file("b.parquet", 2))
        .addFile(file("ab.parquet", 7))
        .commit();
    assertThat(check().findings()).isEmpty();
    assertThat(check().proofs())
        .singleElement()
        .asString()
        .contains("1 files, 7 rows; another engine has rewritten files");
  }
}
