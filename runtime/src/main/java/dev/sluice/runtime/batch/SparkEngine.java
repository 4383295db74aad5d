// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.batch;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/**
 * Spark SQL, as a job of its own: a script is written, and run by the {@code spark-sql} of {@code
 * SPARK_HOME}, or of the path. Its master and resources come of Spark's own configuration.
 */
final class SparkEngine implements BatchEngine {
  private static final int LINES_SHOWN = 20;

  @Override
  public void run(BatchJob job, DoubleConsumer progress) {
    Path script = job.scratch().resolve(job.view().name() + ".sql");
    Path said = job.scratch().resolve("spark.log");
    try {
      Files.writeString(script, script(job, gathered(job)));
      List<String> command = new ArrayList<>(List.of(program().toString()));
      command.addAll(List.of("-f", script.toString()));
      Process spark =
          new ProcessBuilder(command)
              .directory(job.scratch().toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      int code = spark.waitFor();
      if (code != 0) {
        throw new RefusedException(
            "Spark has not computed view "
                + job.view().name()
                + " (exit code "
                + code
                + "): "
                + reason(Files.readAllLines(said)));
      }
      progress.accept(1);
    } catch (IOException e) {
      throw new UnavailableException("Spark cannot be run now (" + e.getMessage() + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("The batch was interrupted", e);
    }
  }

  /** The first exception that Spark's log tells of, or the log's end. */
  private static String reason(List<String> log) {
    return log.stream()
        .filter(line -> line.contains("Exception: ") || line.contains("Error: "))
        .findFirst()
        .orElse(String.join("\n", log.subList(Math.max(0, log.size() - LINES_SHOWN), log.size())));
  }

  /** Spark's SQL names one folder: the files are linked into one, each under a name of its own. */
  private static Path gathered(BatchJob job) throws IOException {
    Path folder = Files.createDirectory(job.scratch().resolve("files"));
    int number = 0;
    for (Path file : job.files()) {
      Files.createSymbolicLink(folder.resolve(number++ + ".parquet"), file.toAbsolutePath());
    }
    return folder;
  }

  /** The job, in Spark's SQL: the view's SELECT stands in it as it was written. */
  private static String script(BatchJob job, Path files) {
    String where = job.where().isBlank() ? "" : " WHERE coalesce((" + job.where() + "), FALSE)";
    return "-- The batch layer of view "
        + job.view().name()
        + ".\nSET spark.sql.ansi.enabled=true;\nSET spark.sql.ansi.doubleQuotedIdentifiers=true;\n"
        + "SET spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS;\nSET spark.sql.session.timeZone="
        + TimeZone.getDefault().getID()
        + ";\nCREATE TEMPORARY VIEW sluice_files USING parquet OPTIONS (mergeSchema 'true', path '"
        + files.toUri()
        + "');\nCREATE TEMPORARY VIEW "
        + job.table()
        + " AS SELECT * FROM sluice_files"
        + where
        + ";\nINSERT OVERWRITE DIRECTORY '"
        + job.output().toUri()
        + "' USING parquet\nSELECT * FROM (\n"
        + job.view().select()
        + "\n) AS sluice_batch;\n";
  }

  private static Path program() {
    String home = System.getenv("SPARK_HOME");
    Stream<Path> folders =
        home != null
            ? Stream.of(Path.of(home, "bin"))
            : Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of);
    Optional<Path> program =
        folders.map(folder -> folder.resolve("spark-sql")).filter(Files::isExecutable).findFirst();
    return program.orElseThrow(
        () ->
            new RefusedException(
                "There is no spark-sql in "
                    + (home != null ? home + "/bin" : "the folders of PATH")
                    + ": set SPARK_HOME to a Spark installation, or leave out --engine spark"));
  }
}
