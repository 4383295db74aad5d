// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.config.Lex;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.flink.sql.parser.impl.FlinkSqlParserImpl;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engines' own parsers read what is written for them. */
class ExportedScriptsTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final String ORDERS =
      """
      {"type":"record","name":"Order","fields":[
      {"name":"order_id","type":"long"},
      {"name":"country","type":"string"},
      {"name":"quantity","type":"int"},
      {"name":"unit_price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
      {"name":"ordered_at","type":{"type":"long","logicalType":"timestamp-micros"}}]}""";
  private static final String LINES =
      """
      {"type":"record","name":"Line","fields":[
      {"name":"Country","type":"string"},
      {"name":"Quantity","type":"int"},
      {"name":"UnitPrice","type":{"type":"bytes","logicalType":"decimal","precision":12,"scale":3}},
      {"name":"InvoiceDate","type":{"type":"long","logicalType":"local-timestamp-micros"}}]}""";

  @TempDir private Path folder;

  /** The built command line; it has no jar in common with the engines. */
  private String exported(String tool, String pipeline, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-cp", ROOT.resolve("cli/target/sluice/lib") + "/*"));
    command.addAll(List.of("dev.sluice.cli.Main", "export", tool, pipeline));
    command.addAll(List.of("--to", folder.toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertEquals(0, process.waitFor());
    return Files.readString(folder.resolve(tool + ".sql"));
  }

  private static int parsedByFlink(String script) throws Exception {
    return SqlParser.create(
            script,
            SqlParser.config()
                .withParserFactory(FlinkSqlParserImpl.FACTORY)
                .withLex(Lex.JAVA)
                .withIdentifierMaxLength(256))
        .parseStmtList()
        .size();
  }

  /** SET belongs to the shell. */
  private static int parsedBySpark(String script) {
    int parsed = 0;
    for (String statement : script.split(";\\s*\\n")) {
      String sql = statement.replaceAll("(?m)^--.*$", "").strip();
      if (!sql.isEmpty() && !sql.startsWith("SET ")) {
        new SparkSqlParser().parsePlan(sql);
        parsed++;
      }
    }
    return parsed;
  }

  @ParameterizedTest
  @CsvSource({"orders, orders, 5", "streams, orders, 5", "online-retail, lines, 5"})
  void flink(String example, String topic, int statements) throws Exception {
    Path schema =
        Files.writeString(folder.resolve("s.avsc"), topic.equals("orders") ? ORDERS : LINES);
    String script =
        exported("flink", ROOT.resolve("examples") + "/" + example, "--schema", topic + "=" + schema);
    assertEquals(statements, parsedByFlink(script));
  }

  @ParameterizedTest
  @CsvSource({"orders, 3", "online-retail, 3"})
  void spark(String example, int statements) throws Exception {
    String script = exported("spark", ROOT.resolve("examples") + "/" + example);
    assertEquals(statements, parsedBySpark(script));
  }

  /** What Flink says otherwise, and names that are words of Flink's. */
  @Test
  void flinkOfOtherWords() throws Exception {
    Path schema = Files.writeString(folder.resolve("s.avsc"), ORDERS);
    Files.writeString(
        folder.resolve("v.sql"),
        "-- Of each country's \"first\" days\nSELECT o.\"country\" AS year, ordered_at::date AS day,"
            + " date_trunc('month', ordered_at) AS month, sum(quantity::bigint) FILTER (WHERE"
            + " length(country) > 1 AND country <> 'it''s \"') AS value, CAST(max(unit_price) AS"
            + " VARCHAR) AS price FROM orders AS o WHERE quantity BETWEEN 1 AND 5 GROUP BY year, 2,"
            + " month HAVING count(*) > 2");
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        "name: words\ntopics: {orders: {format: avro, time: ordered_at}}\nwarehouse: {url:"
            + " 'jdbc:postgresql://db/sales', tables: {orders: {}}}\nviews: [v.sql]\n");
    String script =
        exported("flink", folder.resolve("pipeline.yaml").toString(), "--schema", "orders=" + schema);
    assertEquals(3, parsedByFlink(script));
    assertTrue(script.contains("GROUP BY o.`country`, CAST(`ordered_at` AS date), FLOOR("), script);
  }

  @Test
  void flinkOfViewsOverViews() throws Exception {
    Path schema = Files.writeString(folder.resolve("s.avsc"), ORDERS);
    Files.writeString(
        folder.resolve("by_country.sql"),
        "SELECT country, count(*) AS n FROM orders GROUP BY 1");
    Files.writeString(
        folder.resolve("sizes.sql"), "SELECT n, count(*) AS countries FROM by_country GROUP BY n");
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        "name: views\ntopics: {orders: {format: avro}}\nwarehouse: {url:"
            + " 'jdbc:postgresql://db/sales', tables: {orders: {}}}\nviews: [by_country.sql,"
            + " sizes.sql]\n");
    String script =
        exported("flink", folder.resolve("pipeline.yaml").toString(), "--schema", "orders=" + schema);
    assertEquals(6, parsedByFlink(script));
  }
}
