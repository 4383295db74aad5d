// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.testkit.Seeds;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Fault;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.mariadb.Product;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds on MariaDB and on MySQL beyond what holds on every warehouse. */
abstract class MariaDbContract extends PoliciesContract {
  private static final int SCHEDULES = 40;
  private static final int COMMITS = 25;
  private static final int KEYS = 200;

  private final MariaDbInstalled installed;

  MariaDbContract(MariaDbInstalled installed) {
    this.installed = installed;
  }

  @BeforeEach
  void emptyDatabase() throws SQLException {
    installed.require();
    // The next connection makes it again.
    run("DROP DATABASE sluice");
  }

  private boolean isMySql() {
    return installed.product() == Product.MYSQL;
  }

  @Override
  Database database() {
    return installed.database("");
  }

  @Override
  String textOf(String column) {
    return column.equals("x") ? "lower(hex(x))" : "CAST(" + column + " AS CHAR(100))";
  }

  @Override
  String shown(boolean truth) {
    return truth ? "1" : "0";
  }

  @Override
  List<String> expectedTypes() {
    return List.of(
        "b tinyint 1",
        "i int -2147483648",
        "l bigint 9223372036854775807",
        "f double 1.5",
        "d double -2.5e300",
        "p decimal -1234567.89",
        "q decimal -1234567890123456789012345678.0123456789",
        "z decimal 0.000",
        "h decimal 10000.0001",
        "day date 1969-12-31",
        "t time 23:59:59.999999",
        "ts datetime 2026-11-23 10:20:30.123456",
        "tz datetime 1999-12-31 23:59:59.999999",
        "s longtext h\u00e9llo \u6f22",
        "u char f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "x longblob 00ff10",
        isMySql() ? "n json [1, 2, 3]" : "n longtext [1,2,3]");
  }

  @Test
  void everyScheduleOfCrashesAndZombiesKeepsRowsAndPositionsInStep() {
    Seeds.upTo(SCHEDULES).forEach(seed -> Seeds.run(seed, () -> runSchedule(seed)));
  }

  private void runSchedule(long seed) throws SQLException {
    emptyDatabase();
    try (Database database = database();
        Simulation simulation = new Simulation(seed, database, this::database)) {
      simulation.run(25);
    }
  }

  /** Texts, bytes and numbers that a file of fields and lines could mistake for something else. */
  private static final String TRICKY =
      "id:int=1;a:string=tab\tline\nback\\slash\\N and 'quote' \"x\", \\0 \u0000 \r end ;"
          + "b:string=\\N;c:string=NULL;d:string=;e:binary=0009000a5c4e27ff;g:string=\ud83d\ude00"
          + " \u00e9;h:double=4.9E-324;i:double=1.7976931348623157E308;j:time=00:00:00;"
          + "k:timestamp=0001-01-01T00:00:00Z;l:timestamp=9999-12-31T23:59:59.999999Z;"
          + "m:long=-9223372036854775808;n:timestamp_ns=2026-01-01T00:00:00.123456789Z";

  @Test
  void trickyValuesArriveAsTheyWereEitherWay() throws SQLException {
    for (String option : List.of("", "&allowLocalInfile=false")) {
      emptyDatabase();
      WarehouseDestination destination =
          destination(insert(), installed.database(option), Maintenance.NONE);
      destination.open(List.of(ZERO));
      destination.commit(Feed.of(0, 0, TRICKY, "id:int=2;c:string").commit(destination));
      assertThat(letters.all).isEmpty();
      assertThat(ask("SELECT a, b, c, d, hex(e), g FROM orders WHERE id = 1"))
          .as(option)
          .containsExactly(
              "tab\tline\nback\\slash\\N and 'quote' \"x\", \\0 \u0000 \r end ,\\N,NULL,,"
                  + "0009000A5C4E27FF,\ud83d\ude00 \u00e9");
      assertThat(ask("SELECT h, i, j, k, l, m, n FROM orders WHERE id = 1"))
          .as(option)
          .containsExactly(
              "5e-324,1.7976931348623157e308,00:00:00.000000,0001-01-01 00:00:00.000000,"
                  + "9999-12-31 23:59:59.999999,-9223372036854775808,2026-01-01 00:00:00.123456");
      assertThat(ask("SELECT c IS NULL, a IS NULL FROM orders WHERE id = 2"))
          .containsExactly("1,1");
    }
  }

  @Test
  void longNamesOfTablesAreNoTrouble() throws SQLException {
    String name = "t".repeat(64);
    WarehouseDestination destination =
        destination(
            new TableTarget("p", TableName.parse(name), Mode.UPSERT, List.of("id"), ""),
            Maintenance.NONE);
    destination.open(List.of(ZERO));
    destination.commit(Feed.of(0, 0, "id:int=1", "id:int=1").commit(destination));
    assertThat(ask("SELECT id FROM " + name)).containsExactly("1");
  }

  @Test
  void serverWithoutLocalFilesGetsInserts() throws SQLException {
    run("SET GLOBAL local_infile = 0");
    try {
      insertsEveryRecordOnceAcrossReopening();
      emptyDatabase();
      rowThatTheTableRefusesIsRejectedWhileTheRestLands();
    } finally {
      run("SET GLOBAL local_infile = 1");
    }
  }

  @Test
  void whatTheServerWouldRoundOrCutIsRejectedWithTheReason() throws SQLException {
    run(
        "CREATE TABLE orders (id INT, d DOUBLE, t DATETIME(3), c CHAR(3), v VARCHAR(3), x"
            + " VARBINARY(2), y BINARY(2), m DECIMAL(4,1) DEFAULT 0, u INT UNSIGNED, f DOUBLE(8,2), s"
            + " TINYTEXT) CHARACTER SET utf8mb4");
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO));
    List<String> bad =
        List.of(
            "d:double=NaN",
            "d:double=-Infinity",
            "t:timestamp=2026-01-01T00:00:00.1234Z",
            "t:timestamp=+12026-01-01T00:00:00Z",
            "c:string=ab ",
            "v:string=abcd",
            "v:string=ab  ",
            "x:binary=010203",
            "y:binary=01",
            "m:decimal(9,2)=1.25",
            "u:int=-1",
            "f:double=1.005",
            "s:string=" + "x".repeat(256));
    for (int i = 0; i < bad.size(); i++) {
      destination.commit(Feed.of(0, i, "id:int=0;" + bad.get(i)).commit(destination));
      assertThat(letters.all).as(bad.get(i)).hasSize(i + 1);
    }
    assertThat(letters.all.get(0).reason())
        .isEqualTo("column d is double: NaN is no number to this database");
    assertThat(letters.all.get(2).reason())
        .isEqualTo(
            "column t is datetime(3): it has more digits of a second than datetime(3) keeps");
    assertThat(letters.all.get(5).reason())
        .isEqualTo(
            "column v is varchar(3): the value of 4 characters is longer than the column's 3");
    assertThat(ask("SELECT count(*) FROM orders")).containsExactly("0");
    destination.commit(
        Feed.of(
                0,
                bad.size(),
                "id:int=1;t:timestamp=2026-01-01T00:00:00.123Z;c:string=abc;v:string=\u6f22 \u00e9;"
                    + "x:binary=01;y:binary=0102;m:decimal(9,2)=1.50;u:long=4294967295")
            .commit(destination));
    assertThat(ask("SELECT CAST(t AS CHAR), c, v, hex(x), hex(y), m, u FROM orders"))
        .containsExactly("2026-01-01 00:00:00.123,abc,\u6f22 \u00e9,01,0102,1.5,4294967295");
  }

  @Test
  void textsAsKeysDifferAsTheyDoInKafka() throws SQLException {
    WarehouseDestination destination = upserting();
    destination.open(List.of(ZERO));
    destination.commit(
        Feed.of(
                0,
                0,
                "id:string=a;v:int=1",
                "id:string=A;v:int=2",
                "id:string=a ;v:int=3",
                "id:string=\u00e4;v:int=4",
                "id:string=" + "\u6f22".repeat(255) + ";v:int=5",
                "id:string=" + "x".repeat(256) + ";v:int=6",
                "id:string=A;v:int=7")
            .commit(destination));
    assertThat(ask("SELECT v FROM orders ORDER BY v")).containsExactly("1", "3", "4", "5", "7");
    assertThat(letters.all).hasSize(1);
    assertThat(letters.all.get(0).reason())
        .isEqualTo(
            "column id is varchar(255): the value of 256 characters is longer than the column's"
                + " 255");
  }

  @Test
  void tablesThatCannotKeepThePromiseAreRefused() throws SQLException {
    mustBeRefused("(id INT PRIMARY KEY) ENGINE=MyISAM", "ENGINE=InnoDB");
    mustBeRefused("(id INT)", "no unique index over the whole key id");
    mustBeRefused("(id INT, v INT, PRIMARY KEY (id, v))", "no unique index over the whole key id");
    mustBeRefused("(id INT PRIMARY KEY, v INT UNIQUE)", "has the unique index v beside its key");
    mustBeRefused(
        "(id VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY) CHARACTER SET utf8mb4",
        "has the collation utf8mb4_general_ci, under which different keys of Kafka are one");
    mustBeRefused("(id TEXT, UNIQUE (id(9)))", "no unique index over the whole key id");
  }

  private void mustBeRefused(String definition, String why) throws SQLException {
    emptyDatabase();
    run("CREATE TABLE orders " + definition);
    WarehouseDestination destination = upserting();
    destination.open(List.of(ZERO));
    Commit<StagedRows> commit = Feed.of(0, 0, "id:int=1").commit(destination);
    assertThatThrownBy(() -> destination.commit(commit))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void columnsThatAreWidenedStayNotNull() throws SQLException {
    run("CREATE TABLE orders (id INT NOT NULL, d INT NOT NULL DEFAULT 7)");
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO));
    destination.commit(
        Feed.of(0, 0, "id:long=5000000000;d:int=1", "id:long;d:int=2").commit(destination));
    destination.commit(Feed.of(0, 2, "id:int=3;d:long=5000000000").commit(destination));
    assertThat(ask("SELECT id, d FROM orders")).containsExactly("5000000000,1");
    assertThat(letters.all.stream().map(r -> r.record().offset())).containsExactly(1L, 2L);
    assertThat(
            ask(
                "SELECT column_type, is_nullable FROM information_schema.columns WHERE table_name ="
                    + " 'orders' ORDER BY ordinal_position"))
        .containsExactly(
            isMySql() ? "bigint,NO" : "bigint(20),NO", isMySql() ? "int,NO" : "int(11),NO");
  }

  @Test
  void crashWhileTypesChangeLeavesNoStaleView() throws SQLException {
    WarehouseDestination first = destination(upsert(), counting("n"));
    first.open(List.of(ZERO));
    first.commit(Feed.of(0, 0, "id:int=1;g:string=a;v:int=1").commit(first));
    FaultyDatabase faulty = new FaultyDatabase(database());
    WarehouseDestination second = destination(upsert(), faulty, counting("n"));
    second.open(List.of(ZERO));
    Commit<StagedRows> commit =
        Feed.of(0, 1, "id:int=2;g:string=b;v:long=5000000000").commit(second);
    faulty.breakAt("ALTER TABLE", true);
    assertThatThrownBy(() -> second.commit(commit)).hasMessageContaining("tried again");
    assertThat(ask("SELECT state FROM sluice_views")).containsExactly("KEPT");
    second.commit(commit);
    assertThat(ask("SELECT g, n FROM per_group ORDER BY g")).containsExactly("a,1", "b,1");
    assertThat(ask("SELECT state FROM sluice_views ORDER BY generation"))
        .containsExactly("KEPT", "SERVING");
  }

  @Test
  void sessionsThatReadOnlyChangeNothing() throws SQLException {
    run("CREATE TABLE orders (id INT)");
    try (Database database = database();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      database.dialect().readOnly(connection);
      assertThatThrownBy(() -> statement.execute("DROP TABLE orders"))
          .hasMessageContaining("READ ONLY");
      assertThatThrownBy(() -> statement.execute("INSERT INTO orders VALUES (1)"))
          .hasMessageContaining("READ ONLY");
      statement.executeQuery("SELECT id FROM orders").close();
    }
  }

  @Test
  void viewsCountWhatTheServerComputes() throws SQLException {
    run(
        "CREATE TABLE orders (customer INT, amount INT, per INT DEFAULT 1, unit VARCHAR(9) DEFAULT"
            + " 'it''s', quantity INT GENERATED ALWAYS AS (amount * per) STORED, label VARCHAR(20)"
            + " GENERATED ALWAYS AS (concat(unit, ' \"!')) VIRTUAL) CHARACTER SET utf8mb4");
    ViewDefinition added =
        new ViewDefinition(
            "added", "SELECT customer, label, sum(quantity) AS q FROM orders GROUP BY 1, 2");
    WarehouseDestination destination =
        destination(
            insert(),
            new ViewMaintenance(
                List.of(added),
                ViewDialect.valueOf(installed.product().name()),
                Map.of("orders", List.of())));
    destination.open(List.of(ZERO));
    destination.commit(
        Feed.of(0, 0, "customer:int=1;amount:int=4", "customer:int=1;amount:int=5")
            .commit(destination));
    destination.commit(Feed.of(0, 2, "customer:int=1;amount:int=2;per:int=10").commit(destination));
    assertThat(ask("SELECT customer, label, q FROM added"))
        .isEqualTo(ask("SELECT customer, label, sum(quantity) FROM orders GROUP BY 1, 2"))
        .containsExactly("1,it's \"!,29");
  }

  /** Crosswise, as tasks of one table do; who loses a deadlock tries again. */
  @Test
  void tasksThatMergeTheSameKeysAtOnceAllLand() throws Exception {
    WarehouseDestination first = upserting();
    first.open(List.of(ZERO));
    first.commit(Feed.of(0, 0, "id:int=0;v:int=0;p:int=0").commit(first));
    ExecutorService tasks = Executors.newFixedThreadPool(2);
    List<Future<Integer>> running = new ArrayList<>();
    for (int partition = 1; partition <= 2; partition++) {
      WarehouseDestination destination = upserting();
      int own = partition;
      running.add(tasks.submit(() -> merge(destination, own)));
    }
    for (Future<Integer> task : running) {
      assertThat(task.get()).isEqualTo(COMMITS);
    }
    tasks.shutdown();
    assertThat(ask("SELECT count(*), min(v), max(v) FROM orders WHERE id > 0"))
        .containsExactly(KEYS + "," + (COMMITS - 1) + "," + (COMMITS - 1));
    assertThat(ask("SELECT sum(records) FROM sluice_ledger"))
        .containsExactly(String.valueOf(2 * COMMITS * KEYS + 1));
  }

  private static int merge(WarehouseDestination destination, int partition) {
    TopicPartition own = new TopicPartition("orders", partition);
    destination.open(List.of(own));
    int done = 0;
    for (int i = 0; i < COMMITS; i++) {
      List<String> lines = new ArrayList<>();
      for (int id = 1; id <= KEYS; id++) {
        int key = partition == 1 ? id : KEYS + 1 - id;
        lines.add("id:int=" + key + ";v:int=" + i + ";p:int=" + partition);
      }
      Commit<StagedRows> commit = new Feed(own, (long) i * KEYS, lines).commit(destination);
      while (done == i) {
        try {
          destination.commit(commit);
          done++;
        } catch (UnavailableException e) {
          assertThat(e).hasMessageContaining("tried again");
        }
      }
    }
    return done;
  }

  @Test
  void addressesOfAnotherProductAreToldApart() {
    Product other = isMySql() ? Product.MARIADB : Product.MYSQL;
    try (Database database = installed.database(other, "")) {
      assertThatThrownBy(database::connect)
          .hasMessageContaining(
              "this is " + installed.product().title() + ": write " + installed.product().prefix());
    }
  }

  @Test
  void lockThatAnotherTaskHoldsIsToldAsAnOutage() throws SQLException {
    TableName table = TableName.parse("orders");
    try (Database database = database();
        Connection one = database.connect();
        Connection two = database.connect();
        Statement statement = two.createStatement()) {
      database.dialect().lockPlan(one, table);
      statement.execute(
          isMySql()
              ? "SET SESSION max_execution_time = 1000"
              : "SET SESSION max_statement_time = 1");
      assertThatThrownBy(() -> database.dialect().lockPlan(two, table))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> assertThat(database.dialect().fault(e)).isEqualTo(Fault.OUTAGE));
      database.dialect().unlockPlan(one, table);
      database.dialect().lockPlan(two, table);
    }
  }
}
