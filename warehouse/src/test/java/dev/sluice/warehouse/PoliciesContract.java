// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What holds for every warehouse of deletes, and of values whose types are not their columns'. */
abstract class PoliciesContract extends DestinationContract {
  private static TableTarget deleting(Deletes deletes, String where) {
    return new TableTarget(
        "p",
        TableName.parse("orders"),
        Mode.UPSERT,
        List.of("id"),
        where,
        deletes,
        Conflicts.WIDEN);
  }

  @Test
  void deletesTakeTheRowOfTheirKeyAwayAndTheLastOfAKeyWins() throws SQLException {
    WarehouseDestination destination = destination(deleting(Deletes.APPLY, ""), counting("n"));
    destination.open(List.of(ZERO));
    destination.commit(
        Feed.of(
                0,
                0,
                "id:int=1;g:string=a",
                "id:int=2;g:string=a",
                "id:int=3;g:string=b",
                "id:int=4;g:string=c")
            .commit(destination));
    destination.commit(
        Feed.of(
                0,
                4,
                "-id:int=1",
                "-id:int=2",
                "id:int=2;g:string=b",
                "id:int=5;g:string=d",
                "-id:int=5",
                "id:int=4;g:string=x;gone:int=1",
                "-id:int=99")
            .commit(destination));
    assertThat(ask("SELECT id, g FROM orders ORDER BY id")).containsExactly("2,b", "3,b");
    assertThat(ask("SELECT g, n FROM per_group ORDER BY g")).containsExactly("b,2");
    assertThat(
            ask(
                "SELECT records, rejected, ignored, \"rows\", deletes FROM sluice_ledger ORDER BY"
                    + " from_offset"))
        .containsExactly("4,0,0,4,0", "7,0,0,2,5");
  }

  @Test
  void aBatchOfDeletesAloneNeedsNoValues() throws SQLException {
    WarehouseDestination destination = destination(deleting(Deletes.APPLY, ""), Maintenance.NONE);
    destination.open(List.of(ZERO));
    destination.commit(Feed.of(0, 0, "id:long=1;v:int=1", "id:long=2").commit(destination));
    destination.commit(Feed.of(0, 2, "-id:int=1").commit(destination));
    destination.commit(Feed.of(0, 3, "-value:string=2").commit(destination));
    assertThat(ask("SELECT count(*) FROM orders")).containsExactly("0");
    assertThat(letters.all).isEmpty();
  }

  @Test
  void aRowThatComesAgainHasNothingOfTheDeletedOne() throws SQLException {
    WarehouseDestination destination = destination(deleting(Deletes.APPLY, ""), Maintenance.NONE);
    destination.open(List.of(ZERO));
    destination.commit(Feed.of(0, 0, "id:int=1;v:int=7;w:int=1").commit(destination));
    destination.commit(Feed.of(0, 1, "-id:int=1", "id:int=1;w:int=2").commit(destination));
    assertThat(ask("SELECT id, v, w FROM orders")).containsExactly("1,null,2");
  }

  @Test
  void aConditionLeavesNoDeleteOut() throws SQLException {
    WarehouseDestination destination =
        destination(deleting(Deletes.APPLY, "v > 0"), Maintenance.NONE);
    destination.open(List.of(ZERO));
    destination.commit(Feed.of(0, 0, "id:int=1;v:int=1", "id:int=2;v:int=1").commit(destination));
    destination.commit(
        Feed.of(0, 2, "-id:int=1", "id:int=1;v:int=0", "id:int=2;v:int=0").commit(destination));
    assertThat(ask("SELECT id FROM orders")).containsExactly("2");
  }

  @Test
  void deletesAreRejectedOrIgnoredWhereTheyAreNotApplied() throws SQLException {
    WarehouseDestination ignoring = destination(deleting(Deletes.IGNORE, ""), Maintenance.NONE);
    ignoring.open(List.of(ZERO));
    Feed feed = Feed.of(0, 0, "id:int=1;gone:int", "id:int=2;gone:int=1", "id:int=3");
    StagedRows ignored = feed.stage(ignoring);
    assertThat(ignored.ignored()).isEqualTo(2);
    assertThat(ignored.rows()).isEqualTo(1);
    ignoring.commit(new Commit<>(List.of(feed.range(ignored)), List.of(ignored)));
    assertThat(ask("SELECT id FROM orders")).containsExactly("3");
    StagedRows rejected = feed.stage(upserting());
    assertThat(rejected.rejections())
        .hasSize(2)
        .allSatisfy(letter -> assertThat(letter.reason()).contains("set deletes to apply"));
  }

  @Test
  void keysThatNameNoRowAreRejected() throws SQLException {
    WarehouseDestination destination = destination(deleting(Deletes.APPLY, ""), Maintenance.NONE);
    destination.open(List.of(ZERO));
    assertThat(reason(destination, "-other:int=1;x:int=2"))
        .contains("not those of the table's key [id]");
    assertThat(reason(destination, "-id:int")).contains("key field id is null");
    assertThat(reason(destination, "-id:string=x"))
        .contains("the string 'x'", "in values it is int");
  }

  /** Why a line is rejected that follows a row. */
  private static String reason(WarehouseDestination destination, String line) {
    StagedRows staged = Feed.of(0, 0, "id:int=1", line).stage(destination);
    assertThat(staged.rejections()).hasSize(1);
    return staged.rejections().get(0).reason();
  }

  private static TableTarget withConflicts(Conflicts conflicts) {
    return new TableTarget(
        "p", TableName.parse("orders"), Mode.INSERT, List.of(), "", Deletes.REJECT, conflicts);
  }

  @Test
  void oddValuesGetColumnsOfTheirOwn() throws SQLException {
    WarehouseDestination destination =
        destination(withConflicts(Conflicts.NEW_COLUMN), Maintenance.NONE);
    destination.open(List.of(ZERO, ONE));
    Feed numbers = Feed.of(0, 0, "id:int=1;v:long=7");
    Feed texts = Feed.of(1, 0, "id:int=2;v:string=12");
    StagedRows first = numbers.stage(destination);
    StagedRows second = texts.stage(destination);
    destination.commit(
        new Commit<>(List.of(numbers.range(first), texts.range(second)), List.of(first, second)));
    destination.commit(Feed.of(0, 1, "id:int=3;v:string=high").commit(destination));
    destination.commit(Feed.of(0, 2, "id:int=4;v:double=2.5").commit(destination));
    destination.commit(Feed.of(0, 3, "id:int=5;v:int=9").commit(destination));
    assertThat(ask("SELECT id, CAST(v * 10 AS DECIMAL(5, 0)), v__string FROM orders ORDER BY id"))
        .containsExactly("1,70,null", "2,null,12", "3,null,high", "4,25,null", "5,90,null");
    assertThat(letters.all).isEmpty();
  }

  @Test
  void otherTypesThanTheColumnsAreRejected() throws SQLException {
    WarehouseDestination destination =
        destination(withConflicts(Conflicts.REJECT), Maintenance.NONE);
    destination.open(List.of(ZERO));
    destination.commit(Feed.of(0, 0, "id:int=1;v:long=7").commit(destination));
    destination.commit(
        Feed.of(0, 1, "id:int=2;v:int=8", "id:int=3;v:int", "id:int=4").commit(destination));
    assertThat(ask("SELECT id, v FROM orders ORDER BY id"))
        .containsExactly("1,7", "3,null", "4,null");
    assertThat(letters.all)
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.reason().toLowerCase(Locale.ROOT))
                    .contains("field v is int", "bigint"));
  }

  @Test
  void aLedgerOfAnEarlierVersionGrows() throws SQLException {
    WarehouseDestination first = inserting();
    first.open(List.of(ZERO));
    first.commit(Feed.of(0, 0, "id:int=1").commit(first));
    run("ALTER TABLE sluice_ledger DROP COLUMN ignored");
    run("ALTER TABLE sluice_ledger DROP COLUMN deletes");
    WarehouseDestination second = inserting();
    second.open(List.of(ZERO));
    second.commit(Feed.of(0, 1, "id:int=2").commit(second));
    assertThat(ask("SELECT sum(\"rows\"), sum(deletes) FROM sluice_ledger")).containsExactly("2,0");
  }
}
