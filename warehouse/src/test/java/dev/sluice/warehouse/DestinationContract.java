// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for every warehouse, whatever its dialect. */
abstract class DestinationContract {
  static final TopicPartition ZERO = new TopicPartition("orders", 0);
  static final TopicPartition ONE = new TopicPartition("orders", 1);

  final CollectedLetters letters = new CollectedLetters();
  private final List<WarehouseDestination> opened = new ArrayList<>();

  /** A way to the database of this test; all of a test lead to the same one. */
  abstract Database database() throws SQLException;

  /** The rows that {@link #TYPES} are to become, column by column, and each column's SQL type. */
  abstract List<String> expectedTypes();

  /** SQL for a column's value as text. */
  String textOf(String column) {
    return "CAST(" + column + " AS VARCHAR(100))";
  }

  /** How a truth value's text begins. */
  String shown(boolean truth) {
    return truth ? "t" : "f";
  }

  /** One value of each type, and a null of each. */
  static final String TYPES =
      "b:boolean=true;i:int=-2147483648;l:long=9223372036854775807;f:float=1.5;d:double=-2.5e300;"
          + "p:decimal(9,2)=-1234567.89;q:decimal(38,10)=-1234567890123456789012345678.0123456789;"
          + "z:decimal(10,3)=0.000;h:decimal(12,4)=10000.0001;day:date=1969-12-31;"
          + "t:time=23:59:59.999999;ts:timestamp=2026-11-23T10:20:30.123456Z;"
          + "tz:timestamptz=1999-12-31T23:59:59.999999Z;s:string=h\u00e9llo \u6f22;"
          + "u:uuid=f81d4fae-7dec-11d0-a765-00a0c91e6bf6;x:binary=00ff10;n:ints=1,2,3";

  @AfterEach
  void closeDestinations() {
    opened.forEach(WarehouseDestination::close);
  }

  WarehouseDestination destination(TableTarget target, Maintenance maintenance)
      throws SQLException {
    return destination(target, database(), maintenance);
  }

  WarehouseDestination destination(TableTarget target, Database database, Maintenance maintenance) {
    WarehouseDestination destination =
        new WarehouseDestination(
            target, database, RecordFormats.of(new LineFormat()), letters, maintenance);
    opened.add(destination);
    return destination;
  }

  CountPerGroup counting(String column) throws SQLException {
    try (Database database = database()) {
      return new CountPerGroup(column, CountPerGroup.temporary(database.dialect()));
    }
  }

  WarehouseDestination inserting() throws SQLException {
    return destination(insert(), Maintenance.NONE);
  }

  WarehouseDestination upserting() throws SQLException {
    return destination(upsert(), Maintenance.NONE);
  }

  static TableTarget insert() {
    return new TableTarget("p", TableName.parse("orders"), Mode.INSERT, List.of(), "");
  }

  static TableTarget upsert() {
    return new TableTarget("p", TableName.parse("orders"), Mode.UPSERT, List.of("id"), "");
  }

  void run(String sql) throws SQLException {
    try (Database database = database();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** All rows of an answer, columns joined by commas. */
  List<String> ask(String sql) throws SQLException {
    try (Database database = database();
        Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> answer = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        answer.add(String.join(",", row.stream().map(String::valueOf).toList()));
      }
      return answer;
    }
  }

  @Test
  void viewsSeeWhatTheDatabaseGivesARow() throws SQLException {
    run("CREATE TABLE orders (id INTEGER, g VARCHAR(20) DEFAULT 'none')");
    WarehouseDestination destination = destination(insert(), counting("n"));
    destination.open(List.of(ZERO));
    destination.commit(Feed.of(0, 0, "id:int=1", "id:int=2").commit(destination));
    destination.commit(Feed.of(0, 2, "id:int=3;g:string=a").commit(destination));
    assertThat(ask("SELECT id, g FROM orders ORDER BY id"))
        .containsExactly("1,none", "2,none", "3,a");
    assertThat(ask("SELECT g, n FROM per_group ORDER BY g")).containsExactly("a,1", "none,2");
  }

  @Test
  void insertsEveryRecordOnceAcrossReopening() throws SQLException {
    WarehouseDestination first = inserting();
    assertThat(first.open(List.of(ZERO))).isEmpty();
    first.commit(Feed.of(0, 10, "id:int=1;name:string=a", "id:int=2;name:string=b").commit(first));
    WarehouseDestination second = inserting();
    assertThat(second.open(List.of(ZERO, ONE))).isEqualTo(Map.of(ZERO, 12L));
    second.commit(Feed.of(0, 12, "id:int=3;name:string=c").commit(second));
    assertThat(ask("SELECT id, name FROM orders ORDER BY id")).containsExactly("1,a", "2,b", "3,c");
    assertThat(
            ask(
                "SELECT from_offset, to_offset, records, rejected, \"rows\" FROM sluice_ledger"
                    + " ORDER BY from_offset"))
        .containsExactly("10,12,2,0,2", "12,13,1,0,1");
  }

  @Test
  void refusesToBeginAnewOverRowsWhosePositionIsGone() throws SQLException {
    WarehouseDestination first = inserting();
    first.open(List.of(ZERO));
    first.commit(Feed.of(0, 10, "id:int=1").commit(first));
    run("DELETE FROM sluice_positions");
    WarehouseDestination second = inserting();
    assertThatThrownBy(() -> second.open(List.of(ZERO)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("orders-0")
        .hasMessageContaining("no position in sluice_positions");
    assertThat(second.open(List.of(ONE))).isEmpty();
  }

  @Test
  void fencesAnOlderOwner() throws SQLException {
    WarehouseDestination older = inserting();
    older.open(List.of(ZERO));
    Commit<StagedRows> late = Feed.of(0, 0, "id:int=1").commit(older);
    WarehouseDestination newer = inserting();
    newer.open(List.of(ZERO));
    assertThatThrownBy(() -> older.commit(late))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("orders-0")
        .hasMessageContaining("epoch 1");
    newer.commit(Feed.of(0, 0, "id:int=1").commit(newer));
    assertThat(ask("SELECT id FROM orders")).containsExactly("1");
  }

  @Test
  void decodeFailuresAreRejectedAndTheRestLands() throws SQLException {
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO));
    StagedRows staged = Feed.of(0, 0, "id:int=1", "rubbish", "id:int=3").stage(destination);
    assertThat(staged.rejections()).hasSize(1);
    assertThat(staged.rejections().get(0).sentence()).startsWith("orders-0-1 rejected at decode");
    destination.commit(
        new Commit<>(
            List.of(Feed.of(0, 0, "id:int=1", "rubbish", "id:int=3").range(staged)),
            List.of(staged)));
    assertThat(ask("SELECT records, rejected, \"rows\" FROM sluice_ledger"))
        .containsExactly("3,1,2");
  }

  @Test
  void valuesOfEveryTypeArriveAsTheyWere() throws SQLException {
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO));
    String nulls = "i:int=1;" + TYPES.replaceAll("=[^;]*", "").replace("i:int;", "");
    destination.commit(Feed.of(0, 0, TYPES, nulls).commit(destination));
    List<String> found = new ArrayList<>();
    for (String column : TYPES.replaceAll(":[^;]*", "").split(";", -1)) {
      String type =
          "SELECT data_type FROM information_schema.columns WHERE table_name = 'orders' AND"
              + " column_name = '"
              + column
              + "'";
      String value = "SELECT " + textOf(column) + " FROM orders WHERE i <> 1";
      found.add(column + " " + ask(type).get(0) + " " + ask(value).get(0));
    }
    assertThat(found).isEqualTo(expectedTypes());
    assertThat(ask("SELECT i, b, q, ts, s, u, x, n FROM orders WHERE i = 1"))
        .containsExactly("1,null,null,null,null,null,null,null");
  }

  @Test
  void commitWhoseAnswerWasLostIsNotDoneTwice() throws SQLException {
    FaultyDatabase faulty = new FaultyDatabase(database());
    WarehouseDestination destination = destination(insert(), faulty, Maintenance.NONE);
    destination.open(List.of(ZERO));
    destination.commit(Feed.of(0, 0, "id:int=1").commit(destination));
    Commit<StagedRows> commit = Feed.of(0, 1, "id:int=2").commit(destination);
    faulty.breakAt("COMMIT", true);
    assertThatThrownBy(() -> destination.commit(commit))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("tried again");
    destination.commit(commit);
    assertThat(ask("SELECT id FROM orders ORDER BY id")).containsExactly("1", "2");
    assertThat(ask("SELECT count(*) FROM sluice_ledger")).containsExactly("2");
    destination.commit(Feed.of(0, 2, "id:int=3").commit(destination));
    assertThat(ask("SELECT count(*) FROM orders")).containsExactly("3");
  }

  @Test
  void outageIsToldAndRecoveredFrom() throws SQLException {
    FaultyDatabase faulty = new FaultyDatabase(database());
    WarehouseDestination destination = destination(insert(), faulty, Maintenance.NONE);
    destination.open(List.of(ZERO));
    faulty.goDown();
    Commit<StagedRows> commit = Feed.of(0, 0, "id:int=1").commit(destination);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> destination.commit(commit))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("The warehouse " + faulty.address());
    }
    faulty.heal();
    destination.commit(commit);
    assertThat(ask("SELECT id FROM orders")).containsExactly("1");
    assertThat(letters.all).isEmpty();
  }

  @Test
  void lastVersionOfAKeyWinsAcrossBatchesAndPartitions() throws SQLException {
    WarehouseDestination destination = upserting();
    destination.open(List.of(ZERO, ONE));
    destination.commit(
        Feed.of(0, 0, "id:int=1;v:string=old", "id:int=2;v:string=kept").commit(destination));
    Feed zero = Feed.of(0, 2, "id:int=1;v:string=a", "id:int=1;v:string=b", "id:int=3;v:string=c");
    Feed one = Feed.of(1, 0, "id:int=1;v:string=z", "id:int=4;v:string=d");
    Feed more = Feed.of(1, 2, "id:int=4;v:string=e");
    StagedRows last = more.stage(destination);
    StagedRows first = one.stage(destination);
    StagedRows other = zero.stage(destination);
    Range ofOne = new Range(ONE, 0, 3, 3, 0, 0);
    destination.commit(
        new Commit<>(List.of(ofOne, zero.range(other)), List.of(other, last, first)));
    assertThat(ask("SELECT id, v FROM orders ORDER BY id"))
        .containsExactly("1,z", "2,kept", "3,c", "4,e");
  }

  @Test
  void rowsWithoutKeyAreRejectedInModeUpsert() throws SQLException {
    WarehouseDestination destination = upserting();
    destination.open(List.of(ZERO));
    StagedRows staged =
        Feed.of(0, 0, "id:int=1;v:int=1", "id:int;v:int=2", "v:int=3").stage(destination);
    assertThat(staged.rejections()).hasSize(2);
    assertThat(staged.rejections().get(1).reason()).contains("key field id is missing or null");
    assertThat(staged.rows()).isEqualTo(1);
  }

  @Test
  void newFieldsBecomeColumnsAndColumnsGrowInMidFlight() throws SQLException {
    WarehouseDestination destination = upserting();
    WarehouseDestination other = upserting();
    destination.open(List.of(ZERO));
    other.open(List.of(ONE));
    destination.commit(
        Feed.of(0, 0, "id:int=1;a:int=1;m:decimal(5,2)=1.25;f:float=1.5").commit(destination));
    other.commit(Feed.of(1, 0, "id:int=9;a:int=9").commit(other));
    destination.commit(
        Feed.of(
                0,
                1,
                "id:int=2;a:long=5000000000;m:decimal(9,3)=123456.789;f:double=1e300;n:string=x")
            .commit(destination));
    other.commit(Feed.of(1, 1, "id:int=8;a:int=8").commit(other));
    assertThat(ask("SELECT id, a, m, n FROM orders ORDER BY id"))
        .containsExactly(
            "1,1,1.250,null", "2,5000000000,123456.789,x", "8,8,null,null", "9,9,null,null");
  }

  @Test
  void insertingOwnerFollowsAColumnThatAnotherOwnerWidened() throws SQLException {
    WarehouseDestination narrow = inserting();
    WarehouseDestination wide = inserting();
    narrow.open(List.of(ZERO));
    wide.open(List.of(ONE));
    narrow.commit(Feed.of(0, 0, "id:int=1").commit(narrow));
    wide.commit(Feed.of(1, 0, "id:long=5000000000").commit(wide));
    narrow.commit(Feed.of(0, 1, "id:int=2").commit(narrow));
    assertThat(ask("SELECT id FROM orders ORDER BY id")).containsExactly("1", "2", "5000000000");
    assertThat(letters.all).isEmpty();
  }

  @Test
  void valuesOfAnotherTypeLandWhereTheyFitExactly() throws SQLException {
    run("CREATE TABLE orders (id SMALLINT)");
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO));
    destination.commit(
        Feed.of(0, 0, "id:int=1;n:long=7;t:string=x;b:boolean=true;m:decimal(5,2)=1.50")
            .commit(destination));
    destination.commit(
        Feed.of(0, 1, "id:string=2;n:string=8;t:long=9;b:string=false;m:string=2.5")
            .commit(destination));
    destination.commit(
        Feed.of(
                0,
                2,
                "id:string=oops;n:string=0",
                "id:string=3.5",
                "id:string=99999999999",
                "id:string=4;n:string=x",
                "id:string=5;b:string=yes",
                "id:string=6;m:string=1.234",
                "id:string=7;n:string=70")
            .commit(destination));
    destination.commit(Feed.of(0, 9, "id:boolean=true", "id:boolean=false").commit(destination));
    destination.commit(Feed.of(0, 11, "t:boolean=true").commit(destination));
    assertThat(ask("SELECT id, n, t, b, m FROM orders ORDER BY id, t"))
        .hasSize(4)
        .anyMatch(row -> row.startsWith("1,7,x," + shown(true)) && row.endsWith(",1.50"))
        .anyMatch(row -> row.startsWith("2,8,9," + shown(false)) && row.endsWith(",2.50"))
        .contains("7,70,null,null,null", "null,null,true,null,null");
    assertThat(letters.all.stream().map(r -> r.record().offset()))
        .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 9L, 10L);
    assertThat(letters.all.get(0).reason())
        .containsIgnoringCase("column id is smallint: the string 'oops' does not fit");
    assertThat(letters.all.get(1).reason()).contains("the number 3.5 is not a whole number from");
    assertThat(ask("SELECT next_offset FROM sluice_positions")).containsExactly("12");
    assertThat(ask("SELECT sum(records), sum(rejected), sum(\"rows\") FROM sluice_ledger"))
        .containsExactly("12,8,4");
  }

  @Test
  void wholeNumbersBecomeFloatingIfNoneWouldBeRounded() throws SQLException {
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO));
    destination.commit(
        Feed.of(0, 0, "id:int=1;fits:long=9007199254740992;large:long=9007199254740993")
            .commit(destination));
    destination.commit(
        Feed.of(0, 1, "id:int=2;fits:double=9.99", "id:int=3;large:double=9.5")
            .commit(destination));
    destination.commit(
        Feed.of(0, 3, "id:int=4;large:double=4", "id:int=5;fits:long=9007199254740993")
            .commit(destination));
    assertThat(ask("SELECT id, fits * 100, large FROM orders ORDER BY id"))
        .hasSize(3)
        .anyMatch(row -> row.startsWith("1,9.0") && row.endsWith(",9007199254740993"))
        .anyMatch(row -> row.startsWith("2,999") && row.endsWith(",null"))
        .contains("4,null,4");
    assertThat(letters.all.stream().map(r -> r.record().offset())).containsExactly(2L, 4L);
  }

  @Test
  void textAmongNumbersDoesNotKeepTheirColumnFromWidening() throws SQLException {
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO));
    destination.commit(Feed.of(0, 0, "id:int=1;v:long=1;s:int=1").commit(destination));
    destination.commit(
        Feed.of(
                0,
                1,
                "id:int=2;v:string=9.5;s:string=5000000000",
                "id:int=3;v:string=x",
                "id:int=4;v:string=4")
            .commit(destination));
    assertThat(ask("SELECT id, v * 10, s FROM orders ORDER BY id"))
        .hasSize(3)
        .anyMatch(row -> row.startsWith("1,10"))
        .anyMatch(row -> row.startsWith("2,95") && row.endsWith(",5000000000"))
        .anyMatch(row -> row.startsWith("4,40"));
    assertThat(letters.all.stream().map(r -> r.record().offset())).containsExactly(2L);
  }

  @Test
  void ofTypesThatConflictInTheFirstCommitTheFirstStays() throws SQLException {
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO, ONE));
    Feed numbers = Feed.of(0, 0, "id:int=1;v:double=2.5;w:int=1");
    Feed texts = Feed.of(1, 0, "id:int=2;v:string=high;w:long=2");
    StagedRows first = numbers.stage(destination);
    StagedRows second = texts.stage(destination);
    destination.commit(
        new Commit<>(List.of(numbers.range(first), texts.range(second)), List.of(first, second)));
    assertThat(ask("SELECT id, v, w FROM orders ORDER BY id")).containsExactly("1,2.5,1");
    assertThat(letters.all)
        .singleElement()
        .satisfies(
            letter -> assertThat(letter.reason()).contains("the string 'high' does not fit"));
  }

  @Test
  void fieldsThatDifferInCaseShareAColumn() throws SQLException {
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO));
    Feed feed =
        Feed.of(0, 0, "id:int=1;Name:string=a", "ID:int=2;name:string=b", "id:int=3;ID:int=4");
    StagedRows staged = feed.stage(destination);
    assertThat(staged.rejections()).hasSize(1);
    assertThat(staged.rejections().get(0).reason()).contains("id and ID differ only in case");
    destination.commit(new Commit<>(List.of(feed.range(staged)), List.of(staged)));
    assertThat(ask("SELECT id, \"Name\" FROM orders ORDER BY id")).containsExactly("1,a", "2,b");
  }

  @Test
  void rowThatTheTableRefusesIsRejectedWhileTheRestLands() throws SQLException {
    run("CREATE TABLE orders (id SMALLINT CHECK (id <> 13), name VARCHAR(20) NOT NULL)");
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO, ONE));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add("id:int=" + i + ";name:string=n" + i);
    }
    lines.set(20, "id:int=20;name:string");
    lines.set(30, "id:int=70000;name:string=big");
    Feed bad = new Feed(ZERO, 100, lines);
    Feed good = Feed.of(1, 0, "id:int=99;name:string=x");
    StagedRows badRows = bad.stage(destination);
    StagedRows goodRows = good.stage(destination);
    destination.commit(
        new Commit<>(
            List.of(bad.range(badRows), good.range(goodRows)), List.of(badRows, goodRows)));
    assertThat(ask("SELECT count(*), max(id) FROM orders")).containsExactly("38,99");
    assertThat(letters.all.stream().map(r -> r.record().offset()))
        .containsExactly(113L, 120L, 130L);
    assertThat(letters.all.get(0).sentence()).startsWith("orders-0-113 rejected at write: ");
    assertThat(new String(letters.all.get(2).record().value(), StandardCharsets.UTF_8))
        .isEqualTo("id:int=70000;name:string=big");
    assertThat(
            ask("SELECT \"partition\", records, rejected, \"rows\" FROM sluice_ledger ORDER BY 1"))
        .containsExactly("0,40,3,37", "1,1,0,1");
  }

  @Test
  void rowsThatDoNotMeetTheConditionAreLeftOut() throws SQLException {
    WarehouseDestination destination =
        destination(
            new TableTarget(
                "p", TableName.parse("orders"), Mode.INSERT, List.of(), "status <> 'TEST'"),
            Maintenance.NONE);
    destination.open(List.of(ZERO));
    destination.commit(
        Feed.of(0, 0, "id:int=1;status:string=NEW", "id:int=2;status:string=TEST", "id:int=3")
            .commit(destination));
    assertThat(ask("SELECT id FROM orders")).containsExactly("1");
  }

  @Test
  void emptyRangesMoveThePosition() throws SQLException {
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO));
    destination.commit(new Commit<>(List.of(new Range(ZERO, 5, 9, 4, 4, 0)), List.of()));
    assertThat(inserting().open(List.of(ZERO))).isEqualTo(Map.of(ZERO, 9L));
  }

  @Test
  void viewFollowsItsTableInTheSameTransaction() throws SQLException {
    WarehouseDestination plain = upserting();
    plain.open(List.of(ZERO));
    plain.commit(Feed.of(0, 0, "id:int=1;g:string=a", "id:int=2;g:string=a").commit(plain));
    WarehouseDestination viewing = destination(upsert(), counting("n"));
    viewing.open(List.of(ZERO));
    viewing.commit(
        Feed.of(0, 2, "id:int=2;g:string=b", "id:int=3;g:string=b", "id:int=3;g:string=c")
            .commit(viewing));
    assertThat(ask("SELECT g, n FROM per_group ORDER BY g")).containsExactly("a,1", "b,1", "c,1");
    WarehouseDestination changed = destination(upsert(), counting("m"));
    changed.open(List.of(ZERO));
    changed.commit(Feed.of(0, 5, "id:int=4;g:string=c").commit(changed));
    assertThat(ask("SELECT g, m FROM per_group ORDER BY g")).containsExactly("a,1", "b,1", "c,2");
    assertThat(ask("SELECT name, mode FROM sluice_views WHERE state = 'SERVING'"))
        .containsExactly("per_group,test");
  }

  @Test
  void ledgerReadsWhatWasCommitted() throws SQLException {
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO, ONE));
    Commit<StagedRows> commit = Feed.of(0, 3, "id:int=1", "id:int=2").commit(destination);
    destination.commit(commit);
    try (Database database = database();
        WarehouseLedger ledger = new WarehouseLedger(database, "p")) {
      assertThat(ledger.receipts())
          .containsExactly(new WarehouseLedger.Receipt(commit.ranges().get(0), "orders", 2, 0));
      assertThat(ledger.positions()).isEqualTo(Map.of(ZERO, 5L));
      assertThat(ledger.rows(TableName.parse("orders"))).isEqualTo(2);
    }
    assertThat(ask("SELECT max_timestamp FROM sluice_positions WHERE \"partition\" = 0"))
        .containsExactly("1700000000001");
  }

  @Test
  void crashAtAnyStatementOfACommitLeavesNothingOrEverything() throws SQLException {
    FaultyDatabase faulty = new FaultyDatabase(database());
    WarehouseDestination destination = destination(upsert(), faulty, counting("n"));
    destination.open(List.of(ZERO));
    destination.commit(Feed.of(0, 0, "id:int=0;g:string=g").commit(destination));
    long offset = 1;
    int broken = 0;
    for (int step = 0; step == broken / 2; step++) {
      for (boolean after : List.of(false, true)) {
        Commit<StagedRows> commit =
            Feed.of(0, offset, "id:int=" + offset + ";g:string=g").commit(destination);
        faulty.breakAt(step, after);
        try {
          destination.commit(commit);
        } catch (UnavailableException e) {
          broken++;
          String next = ask("SELECT next_offset FROM sluice_positions").get(0);
          assertThat(ask("SELECT count(*), count(DISTINCT id) FROM orders"))
              .containsExactly(next + "," + next);
          assertThat(ask("SELECT n FROM per_group")).containsExactly(next);
          assertThat(ask("SELECT sum(records) FROM sluice_ledger")).containsExactly(next);
          faulty.heal();
          destination.commit(commit);
        }
        faulty.heal();
        offset++;
        assertThat(ask("SELECT next_offset FROM sluice_positions"))
            .containsExactly(String.valueOf(offset));
      }
    }
    assertThat(broken).isGreaterThan(20);
    assertThat(ask("SELECT n FROM per_group")).containsExactly(String.valueOf(offset));
  }
}
