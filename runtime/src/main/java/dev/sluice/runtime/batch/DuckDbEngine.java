// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.batch;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.duckdb.DuckDbFile;
import dev.sluice.views.Base;
import dev.sluice.views.LayeredView;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDialect;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.dialect.TableName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import org.duckdb.DuckDBPreparedStatement;

/** DuckDB within this process, with bounded memory. */
final class DuckDbEngine implements BatchEngine {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  @Override
  public void run(BatchJob job, DoubleConsumer progress) {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("SET memory_limit = '" + job.memory() + "B'");
      statement.execute("SET temp_directory = " + literal(job.scratch()));
      // As the warehouse's own sessions, which take it from this process.
      statement.execute("SET TimeZone = '" + TimeZone.getDefault().getID() + "'");
      statement.execute("SET preserve_insertion_order = false");
      statement.execute("SET disabled_optimizers = '" + DuckDbFile.UNSOUND_OPTIMIZERS + "'");
      statement.execute("SET enable_progress_bar = true");
      statement.execute("SET enable_progress_bar_print = false");
      String query = query(job);
      String copy =
          "COPY (SELECT "
              + exact(statement, query)
              + " FROM ("
              + query
              + ") AS sluice_batch) TO "
              + literal(job.output().resolve("batch.parquet"))
              + " (FORMAT parquet)";
      execute(statement, copy, progress);
    } catch (SQLException e) {
      throw new RefusedException(
          "DuckDB cannot compute view "
              + job.view().name()
              + " of the lake's files ("
              + e.getMessage().strip()
              + "): the SELECT is in the warehouse's dialect, and has to be DuckDB's too",
          e);
    }
  }

  private static String query(BatchJob job) throws SQLException {
    String files =
        job.files().stream().map(DuckDbEngine::literal).collect(Collectors.joining(", "));
    String rows =
        "SELECT * FROM read_parquet(["
            + files
            + "], union_by_name = true, hive_partitioning = false)"
            + (job.where().isBlank() ? "" : " WHERE coalesce((" + job.where() + "), FALSE)");
    try (SqlParser parser = SqlParser.open()) {
      Base base = new Base(job.table(), TableName.quote(job.table()), List.of(), List.of());
      return LayeredView.of(parser, job.view(), ViewDialect.DUCKDB, List.of(base)).over(rows);
    } catch (ViewRefusal e) {
      throw new RefusedException(e.getMessage(), e);
    }
  }

  /**
   * A HUGEINT, which is what a sum of whole numbers is, would be rounded to a DOUBLE in Parquet.
   */
  private static String exact(Statement statement, String query) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery("DESCRIBE " + query)) {
      while (rows.next()) {
        String column = TableName.quote(rows.getString(1));
        columns.add(
            rows.getString(2).endsWith("HUGEINT")
                ? "CAST(" + column + " AS DECIMAL(38, 0)) AS " + column
                : column);
      }
    }
    return String.join(", ", columns);
  }

  private static void execute(Statement statement, String sql, DoubleConsumer progress)
      throws SQLException {
    AtomicBoolean done = new AtomicBoolean();
    Thread looks = new Thread(() -> look(statement, done, progress), "sluice-batch-progress");
    looks.setDaemon(true);
    looks.start();
    try {
      statement.execute(sql);
    } finally {
      done.set(true);
      LockSupport.unpark(looks);
    }
  }

  private static void look(Statement statement, AtomicBoolean done, DoubleConsumer progress) {
    try {
      DuckDBPreparedStatement running = statement.unwrap(DuckDBPreparedStatement.class);
      while (!done.get()) {
        double percent = running.getQueryProgress().getPercentage();
        if (percent > 0) {
          progress.accept(Math.min(1, percent / 100));
        }
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
    } catch (SQLException e) {
      // The statement has ended meanwhile; how far it was is of no interest any more.
      done.set(true);
    }
  }

  private static String literal(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}
