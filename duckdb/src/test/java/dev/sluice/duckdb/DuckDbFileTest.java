// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbFileTest {
  @TempDir Path folder;

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void handlesOfOneFileShareDatabaseAndWriter() throws SQLException {
    Path file = folder.resolve("sub/w.duckdb");
    try (DuckDbFile first = DuckDbFile.open(file);
        DuckDbFile second = DuckDbFile.open(folder.resolve("sub/../sub/w.duckdb"));
        Connection one = first.connect();
        Connection two = second.connect()) {
      run(one, "CREATE TABLE t AS SELECT 7 AS a");
      assertThat(ask(two, "SELECT a FROM t")).isEqualTo("7");
      assertThat(first.writer()).isSameAs(second.writer());
      assertThat(first.writer().isFair()).isTrue();
    }
  }

  @Test
  void staysOpenUntilTheLastHandleIsClosed() throws SQLException {
    Path file = folder.resolve("w.duckdb");
    try (DuckDbFile first = DuckDbFile.open(file)) {
      DuckDbFile second = DuckDbFile.open(file);
      second.close();
      second.close();
      assertThatThrownBy(second::connect).hasMessageContaining("has been closed");
      try (Connection connection = first.connect()) {
        assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
      }
    }
    try (DuckDbFile again = DuckDbFile.open(file, "64MB");
        Connection connection = again.connect()) {
      assertThat(ask(connection, "SELECT current_setting('memory_limit')")).isEqualTo("61.0 MiB");
    }
  }

  @Test
  void neverFetchesExtensionsAndSpeaksUtc() throws SQLException {
    try (DuckDbFile file = DuckDbFile.open(folder.resolve("w.duckdb"));
        Connection connection = file.connect()) {
      assertThat(ask(connection, "SELECT current_setting('autoinstall_known_extensions')"))
          .isEqualTo("false");
      assertThat(ask(connection, "SELECT current_setting('autoload_known_extensions')"))
          .isEqualTo("false");
      assertThat(ask(connection, "SELECT current_setting('TimeZone')")).isEqualTo("UTC");
      assertThat(ask(connection, "SELECT current_setting('threads')")).isEqualTo("2");
      assertThat(ask(connection, "SELECT current_setting('disabled_optimizers')"))
          .isEqualTo(DuckDbFile.UNSOUND_OPTIMIZERS);
    }
  }

  @Test
  void killedProcessLeavesWhatItCommittedAndItsLockIsNamedBefore() throws Exception {
    Path file = folder.resolve("w.duckdb");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                HoldsTheFile.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("committed");
      assertThatThrownBy(() -> DuckDbFile.open(file))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("is in use by process " + other.pid())
          .hasMessageContaining("stop that process");
    } finally {
      other.destroyForcibly().waitFor();
    }
    try (DuckDbFile again = DuckDbFile.open(file);
        Connection connection = again.connect()) {
      assertThat(ask(connection, "SELECT string_agg(a, ',' ORDER BY a) FROM t")).isEqualTo("1,2,3");
    }
  }

  @Test
  void appenderStaysInsideATransactionThatWasBegunBySql() throws SQLException {
    try (DuckDbFile file = DuckDbFile.open(folder.resolve("w.duckdb"));
        Connection connection = file.connect()) {
      run(connection, "CREATE TABLE t (a INTEGER)");
      run(connection, "BEGIN");
      try (DuckDBAppender appender =
          connection.unwrap(DuckDBConnection.class).createAppender("t")) {
        appender.beginRow().append(1).endRow();
        appender.flush();
      }
      run(connection, "ROLLBACK");
      assertThat(ask(connection, "SELECT count(*) FROM t")).isEqualTo("0");
    }
  }
}
