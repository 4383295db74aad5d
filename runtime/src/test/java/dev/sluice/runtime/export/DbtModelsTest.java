// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import dev.sluice.views.SqlParser;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models for dbt are read by sqlfluff, which knows dbt's macros and the warehouses' dialects. */
class DbtModelsTest {
  private static final String COMMAND = "sqlfluff";
  private static final boolean INSTALLED =
      Arrays.stream(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
          .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMMAND)));

  @TempDir private Path folder;

  @BeforeEach
  void requireCommand() {
    if (!INSTALLED) {
      System.err.println(
          "SKIPPED: models for dbt are not parsed, because sqlfluff is not on the PATH; .ci/run"
              + " shows where Debian has it");
    }
    Assumptions.assumeTrue(INSTALLED, "sqlfluff is not installed");
  }

  @ParameterizedTest
  @CsvSource({"orders, duckdb", "online-retail, duckdb", "streams, duckdb"})
  void modelsOfEachExampleParse(String example, String dialect) throws Exception {
    Path file = Path.of("..", "examples", example, "pipeline.yaml");
    mustParse(write(PipelineReader.read(file)), dialect);
  }

  @Test
  void modelsThatReadEachOtherParseOnPostgreSql() throws Exception {
    Map<String, String> views =
        Map.of(
            "by_hour",
            "SELECT date_trunc('hour', ordered_at) AS hour, country, count(DISTINCT customer_id)"
                + " FILTER (WHERE quantity > 1) AS buyers, percentile_cont(0.5) WITHIN GROUP (ORDER"
                + " BY unit_price) AS median FROM orders GROUP BY 1, 2",
            "by_day",
            "WITH h AS (SELECT hour, country, buyers FROM by_hour) SELECT date_trunc('day', hour) AS day, country,"
                + " sum(buyers) AS n FROM h GROUP BY 1, 2 HAVING sum(buyers) > 3",
            "places",
            "SELECT day, n, rank() OVER (PARTITION BY day ORDER BY n DESC) AS place FROM by_day");
    for (Map.Entry<String, String> view : views.entrySet()) {
      Files.writeString(folder.resolve(view.getKey() + ".sql"), view.getValue());
    }
    Path file =
        Files.writeString(
            folder.resolve("pipeline.yaml"),
            """
            name: shop
            topics: {orders: {format: avro}}
            warehouse: {url: "jdbc:postgresql://db/sales", tables: {orders: {mode: insert}}}
            views: [by_hour.sql, by_day.sql, places.sql]
            """);
    mustParse(write(PipelineReader.read(file)), "postgres");
  }

  /** Or the others would say nothing. */
  @Test
  void modelThatIsNoSqlDoesNotParse() throws Exception {
    Path models = Files.createDirectories(folder.resolve("models"));
    Files.writeString(
        models.resolve("broken.sql"), "SELECT a FROM {{ ref('orders') }} GROUP GROUP\n");
    Parsed parsed = parse(models, "duckdb");
    assertThat(parsed.exitCode()).as(parsed.output()).isEqualTo(1);
    assertThat(parsed.output()).contains("unparsable section: 'GROUP GROUP'");
  }

  private void mustParse(Path models, String dialect) throws Exception {
    Parsed parsed = parse(models, dialect);
    assertThat(parsed.exitCode()).as(parsed.output()).isZero();
    assertThat(parsed.output()).contains("statement:").doesNotContain("unparsable");
  }

  private Path write(PipelineFile file) throws Exception {
    Path project = folder.resolve("project");
    try (SqlParser parser = SqlParser.open()) {
      for (Map.Entry<String, String> text : DbtProject.of(parser, file).texts().entrySet()) {
        Path target = project.resolve(text.getKey());
        Files.createDirectories(target.getParent());
        Files.writeString(target, text.getValue());
      }
    }
    return project.resolve("models");
  }

  /**
   * What sqlfluff says.
   *
   * @param output the trees of all models
   */
  private record Parsed(int exitCode, String output) {}

  private Parsed parse(Path models, String dialect) throws IOException, InterruptedException {
    Path settings =
        Files.writeString(
            folder.resolve("settings"),
            """
            [sqlfluff]
            dialect = %s
            templater = jinja
            [sqlfluff:templater:jinja]
            apply_dbt_builtins = True
            """
                .formatted(dialect));
    Process process =
        new ProcessBuilder(COMMAND, "parse", "--config", settings.toString(), models.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Parsed(process.waitFor(), output);
  }
}
