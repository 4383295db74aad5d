// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ExportTest {
  private static final Pattern REFERENCE =
      Pattern.compile("\\{\\{ (?:source\\('(\\w+)', '(\\w+)'\\)|ref\\('(\\w+)'\\)) }}");

  @TempDir private Path folder;

  private static Path example(String name) {
    return Path.of("..", "examples", name, "pipeline.yaml");
  }

  private PipelineFile read(String tables, String views, Map<String, String> sqls)
      throws Exception {
    for (Map.Entry<String, String> sql : sqls.entrySet()) {
      Files.writeString(folder.resolve(sql.getKey()), sql.getValue());
    }
    return PipelineReader.read(
        Files.writeString(
            folder.resolve("pipeline.yaml"),
            "name: my-orders\ntopics: {orders: {format: avro}}\n"
                + tables
                + "\nviews: ["
                + views
                + "]\n"));
  }

  private static Map<String, String> dbt(PipelineFile file) throws Exception {
    try (SqlParser parser = SqlParser.open()) {
      return DbtProject.of(parser, file).texts();
    }
  }

  private static String spark(PipelineFile file) throws Exception {
    try (SqlParser parser = SqlParser.open()) {
      return SparkScript.of(parser, file).texts().get("spark.sql");
    }
  }

  /** Every reference of a model is to a source or a model that is there, and its SQL is SQL. */
  @ParameterizedTest
  @ValueSource(strings = {"orders", "online-retail", "streams"})
  void eachExampleIsAProject(String example) throws Exception {
    PipelineFile file = PipelineReader.read(example(example));
    Map<String, String> project = dbt(file);
    Load yaml = new Load(LoadSettings.builder().build());
    Map<?, ?> head = (Map<?, ?>) yaml.loadFromString(project.get("dbt_project.yml"));
    assertThat(head.get("profile").toString()).matches("[a-z_]+");
    Map<?, ?> profiles = (Map<?, ?>) yaml.loadFromString(project.get("profiles.yml.example"));
    assertThat(profiles.keySet().toString()).isEqualTo("[" + head.get("profile") + "]");
    String sources = yaml.loadFromString(project.get("models/sources.yml")).toString();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      for (PipelineFile.View view : file.views()) {
        String model = project.get("models/" + view.name() + ".sql");
        assertThat(model).startsWith("{{ config(materialized='view') }}\n");
        String select = model.substring(model.indexOf('\n') + 1);
        Matcher reference = REFERENCE.matcher(select);
        assertThat(reference.find()).as(model).isTrue();
        assertThat(sources).contains("name=" + reference.group(1), "name=" + reference.group(2));
        String sql = REFERENCE.matcher(select).replaceAll("$2$3");
        assertThat(sql).doesNotContain("{{").isEqualToIgnoringNewLines(view.sql());
        statement.execute("SELECT json_serialize_sql('" + sql.replace("'", "''") + "')");
      }
    }
  }

  @Test
  void viewsReadEachOtherAndQuotedTables() throws Exception {
    PipelineFile file =
        read(
            "lake: {tables: {orders: {location: it's/orders}}}\nwarehouse: {url:"
                + " 'jdbc:postgresql://db/sales', tables: {orders: {where: \"status <> 'TEST'\"}}}",
            "top.sql, per_region.sql",
            new TreeMap<>(
                Map.of(
                    "per_region.sql",
                    "WITH o AS (SELECT region FROM \"orders\") SELECT region, count(*) AS n FROM o"
                        + " GROUP BY 1",
                    "top.sql",
                    "SELECT p.region AS r, n FROM per_region AS p WHERE n > 1 -- orders")));
    Map<String, String> project = dbt(file);
    assertThat(project.get("models/per_region.sql"))
        .contains("FROM {{ source('sluice', 'orders') }}) SELECT")
        .contains("FROM o GROUP BY");
    assertThat(project.get("models/top.sql"))
        .contains("FROM {{ ref('per_region') }} AS p")
        .endsWith("-- orders\n");
    assertThat(project.get("profiles.yml.example")).contains("type: postgres", "port: 5432");
    String script = spark(file);
    assertThat(script)
        .contains("path 'it\\'s/orders'", "WHERE coalesce((status <> 'TEST'), FALSE)");
    assertThat(script.indexOf("VIEW per_region")).isLessThan(script.indexOf("VIEW top"));
  }

  @Test
  void sparkNeedsTheLake() throws Exception {
    assertThat(spark(PipelineReader.read(example("orders"))))
        .contains("VIEW orders USING parquet", "path 'lake/orders'")
        .contains("VIEW sales_by_country_day AS\n-- Sales per country and day");
    PipelineFile streams = PipelineReader.read(example("streams"));
    assertThatThrownBy(() -> spark(streams))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("topic orders has no lake table in Parquet");
  }

  private static final Map<String, Type> ORDERS =
      new TreeMap<>(
          Map.of(
              "ordered_at", Types.TimestampType.withZone(),
              "country", Types.StringType.get(),
              "Region", Types.StringType.get(),
              "quantity", Types.IntegerType.get(),
              "unit_price", Types.DecimalType.of(10, 2)));

  private static String flink(PipelineFile file) throws Exception {
    try (SqlParser parser = SqlParser.open()) {
      return FlinkScript.of(parser, file, Map.of("orders", ORDERS)).texts().get("flink.sql");
    }
  }

  @Test
  void flinkReadsTopicsAndWritesTablesAndTopics() throws Exception {
    String script = flink(PipelineReader.read(example("streams")));
    assertThat(script)
        .contains(
            "CREATE TABLE `orders` (",
            "`ordered_at` TIMESTAMP_LTZ(6)",
            "'format' = 'avro-confluent'")
        .contains("`unit_price` DECIMAL(10, 2)")
        .contains("SELECT FLOOR(`ordered_at` TO HOUR) AS `hour`")
        .contains("GROUP BY FLOOR(`ordered_at` TO HOUR), `country`")
        .contains("`quantity` DECIMAL(38, 0)", "PRIMARY KEY (`hour`, `country`) NOT ENFORCED")
        .contains("'connector' = 'upsert-kafka'", "'topic' = 'sales_by_hour'")
        .doesNotContain("date_trunc");
  }

  @Test
  void flinkIsToldInItsOwnWordsOrNotAtAll() throws Exception {
    String tables = "warehouse: {url: 'jdbc:postgresql://db/sales', tables: {orders: {}}}";
    String view =
        "SELECT lower(\"Region\") AS region, length('\"x\"') AS n, sum(quantity::bigint) AS q,"
            + " count(*) FILTER (WHERE quantity > 1) AS large FROM orders GROUP BY region, 2";
    assertThat(flink(read(tables, "v.sql", Map.of("v.sql", view))))
        .contains(
            "lower(`Region`) AS `region`",
            "CHAR_LENGTH('\"x\"') AS `n`",
            "CAST(`quantity` AS BIGINT)")
        .contains("GROUP BY lower(`Region`), CHAR_LENGTH('\"x\"')")
        .contains("'connector' = 'jdbc'", "'url' = 'jdbc:postgresql://db/sales'");
    PipelineFile median =
        read(
            tables,
            "m.sql",
            Map.of("m.sql", "SELECT country, median(quantity) AS m FROM orders GROUP BY 1"));
    assertThatThrownBy(() -> flink(median))
        .isInstanceOf(ViewRefusal.class)
        .hasMessageContaining("median() has no counterpart in Flink's SQL");
    PipelineFile unknown = PipelineReader.read(example("online-retail"));
    assertThatThrownBy(() -> flink(unknown))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("--schema lines=FILE");
  }

  @Test
  void flinkReadsAViewThroughItsNameAndFillsItsTableFromIt() throws Exception {
    String script =
        flink(
            read(
                "warehouse: {url: 'jdbc:postgresql://db/sales', tables: {orders: {}}}",
                "top.sql, by_country.sql",
                new TreeMap<>(
                    Map.of(
                        "by_country.sql",
                        "SELECT country, sum(quantity) AS q FROM orders GROUP BY 1",
                        "top.sql",
                        "SELECT q, count(*) AS countries FROM by_country GROUP BY q"))));
    assertThat(script)
        .containsSubsequence(
            "CREATE TABLE `orders`",
            "CREATE TEMPORARY VIEW `by_country` AS",
            "CREATE TABLE `top`",
            "`q` DECIMAL(38, 0) NOT NULL",
            "PRIMARY KEY (`q`) NOT ENFORCED",
            "INSERT INTO `top`",
            "FROM by_country",
            "CREATE TABLE `by_country_sink`",
            "'table-name' = 'by_country'",
            "INSERT INTO `by_country_sink`\nSELECT * FROM `by_country`")
        .containsOnlyOnce("CREATE TEMPORARY VIEW");
  }

  @Test
  void aNameOfWithIsTheTablesWithinItsOwnQuery() throws Exception {
    String tables = "warehouse: {url: 'jdbc:duckdb:w', tables: {orders: {where: quantity > 0}}}";
    String view =
        "WITH orders AS (SELECT country, quantity FROM orders) SELECT country, sum(quantity) AS q"
            + " FROM orders GROUP BY 1";
    PipelineFile file = read(tables, "v.sql", Map.of("v.sql", view));
    assertThat(dbt(file).get("models/v.sql"))
        .contains("FROM {{ source('sluice', 'orders') }}) SELECT", "FROM orders GROUP BY");
    assertThat(flink(file))
        .contains("CREATE TABLE `orders_topic`")
        .contains("VIEW `orders` AS\nSELECT * FROM orders_topic WHERE `quantity` > 0;");
  }

  @Test
  void whatWouldCountOtherRowsOrIsNoSqlThereIsRefused() throws Exception {
    String select = "SELECT country, count(*) AS n FROM orders GROUP BY 1";
    PipelineFile upsert =
        read(
            "lake: {tables: {orders: {location: l}}}\nwarehouse: {url: 'jdbc:duckdb:w', tables:"
                + " {orders: {mode: upsert, key: id}}}",
            "v.sql",
            Map.of("v.sql", select));
    assertThatThrownBy(() -> spark(upsert)).hasMessageContaining("which replaces rows by key");
    assertThatThrownBy(() -> flink(upsert)).hasMessageContaining("which replaces rows by key");
    String tables = "warehouse: {url: 'jdbc:duckdb:w', tables: {orders: {}}}";
    PipelineFile braces =
        read(
            tables,
            "v.sql",
            Map.of("v.sql", "SELECT country || '{#' AS c, count(*) AS n FROM orders GROUP BY 1"));
    assertThatThrownBy(() -> dbt(braces)).hasMessageContaining("View v has {# in its text");
    PipelineFile other = read(tables, "v.sql", Map.of("v.sql", select.replace("country", "land")));
    assertThatThrownBy(() -> flink(other))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("does not fit the columns of its topics");
  }

  @Test
  void nothingThatIsThereIsWrittenOver() throws Exception {
    ExportedFiles files = new ExportedFiles(Map.of("a/b.sql", "SELECT 1"));
    assertThat(files.write(folder)).containsExactly(folder.resolve("a/b.sql"));
    assertThatThrownBy(() -> files.write(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is there already");
    assertThat(folder.resolve("a/b.sql")).hasContent("SELECT 1");
  }
}
