// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.export;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import dev.sluice.views.FlinkSelect;
import dev.sluice.views.GroupKeys;
import dev.sluice.views.SqlParser;
import dev.sluice.views.TableReferences;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.Preview;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A script for Flink's SQL client: topics as tables, and each view as an INSERT that runs on: into
 * the warehouse by JDBC, or into the topic that it is emitted to.
 */
final class FlinkScript {
  private final PipelineFile file;
  private final Map<String, Map<String, Type>> columns;
  private final SqlParser parser;
  private final StringBuilder script = new StringBuilder();
  private final Set<String> made = new LinkedHashSet<>();

  private FlinkScript(SqlParser parser, PipelineFile file, Map<String, Map<String, Type>> columns) {
    this.parser = parser;
    this.file = file;
    this.columns = columns;
  }

  /**
   * Writes the script.
   *
   * @param columns names and types of the columns of each topic that is known
   * @throws ViewRefusal if a view says what Flink has no word for
   * @throws RefusedException if columns are not known, or a format is none of Flink's
   */
  static ExportedFiles of(
      SqlParser parser, PipelineFile file, Map<String, Map<String, Type>> columns)
      throws ViewRefusal, SQLException {
    FlinkScript flink = new FlinkScript(parser, file, columns);
    flink.script.append(
        "-- Views of pipeline "
            + file.name()
            + ": sql-client.sh -f flink.sql, with Flink's connectors for Kafka, Avro and JDBC.\n");
    Set<String> readByOthers = new HashSet<>();
    for (PipelineFile.View view : file.views()) {
      readByOthers.addAll(flink.reads(definition(view)).views().keySet());
    }
    for (PipelineFile.View view : file.views()) {
      ViewDefinition definition = definition(view);
      Reads reads = flink.reads(definition);
      for (String table : reads.topics().keySet()) {
        flink.table(definition, table, reads.topics().get(table));
      }
      for (ViewDefinition read : reads.views().values()) {
        flink.temporary(read);
      }
      if (readByOthers.contains(view.name())) {
        flink.temporary(definition);
        flink.sink(definition, reads, view.name() + "_sink", flink.jdbc(view.name()));
        flink.insert(view.name() + "_sink", "SELECT * FROM " + FlinkSelect.name(view.name()));
      } else {
        flink.sink(definition, reads, view.name(), flink.jdbc(view.name()));
        flink.insert(view.name(), FlinkSelect.of(parser, definition));
      }
    }
    for (PipelineFile.Emitted view : file.emitted()) {
      ViewDefinition definition = new ViewDefinition(view.name(), view.sql());
      Map<String, String> topics = flink.topicsOf(definition);
      for (String topic : topics.keySet()) {
        flink.source(topic, topics.get(topic));
      }
      flink.sink(
          definition, new Reads(topics, Map.of()), view.name(), flink.kafka(view.topic(), true));
      flink.insert(view.name(), FlinkSelect.of(parser, definition));
    }
    return new ExportedFiles(Map.of("flink.sql", flink.script.toString()));
  }

  /**
   * What a view reads, through other views too.
   *
   * @param topics by the names of the warehouse's tables
   * @param views by their names, each after those that it reads
   */
  private record Reads(Map<String, String> topics, Map<String, ViewDefinition> views) {}

  private static ViewDefinition definition(PipelineFile.View view) {
    return new ViewDefinition(view.name(), view.sql());
  }

  private Reads reads(ViewDefinition view) throws ViewRefusal {
    Reads reads = new Reads(new LinkedHashMap<>(), new LinkedHashMap<>());
    gather(view, reads);
    return reads;
  }

  private void gather(ViewDefinition view, Reads into) throws ViewRefusal {
    for (String name : TableReferences.of(parser, view).names()) {
      Optional<PipelineFile.Section> table = section(name);
      if (table.isPresent()) {
        into.topics().put(name, table.get().topic());
      } else {
        ViewDefinition read =
            file.views().stream()
                .filter(each -> each.name().equalsIgnoreCase(name))
                .findFirst()
                .map(FlinkScript::definition)
                .orElseThrow(
                    () ->
                        new RefusedException(
                            "View "
                                + view.name()
                                + " reads "
                                + name
                                + ", which is no table and no view of the file"));
        gather(read, into);
        into.views().put(read.name(), read);
      }
    }
  }

  /** A view that other views read, and which the warehouse's table of its name is filled from. */
  private void temporary(ViewDefinition view) throws ViewRefusal {
    if (made.add(view.name())) {
      script
          .append("\nCREATE TEMPORARY VIEW ")
          .append(FlinkSelect.name(view.name()))
          .append(" AS\n")
          .append(FlinkSelect.of(parser, view))
          .append(";\n");
    }
  }

  private Map<String, String> topicsOf(ViewDefinition view) throws ViewRefusal {
    Map<String, String> topics = new LinkedHashMap<>();
    for (String name : TableReferences.of(parser, view).names()) {
      topics.put(
          name,
          file.topics().stream()
              .map(PipelineFile.Section::name)
              .filter(name::equalsIgnoreCase)
              .findFirst()
              .orElseThrow());
    }
    return topics;
  }

  private void insert(String sink, String select) {
    script
        .append("\nINSERT INTO ")
        .append(FlinkSelect.name(sink))
        .append("\n")
        .append(select)
        .append("\n;\n");
  }

  /**
   * Where the results of a view go.
   *
   * @param name that the script has for it
   * @param with what Flink is told of it
   */
  private void sink(ViewDefinition view, Reads reads, String name, String with)
      throws ViewRefusal, SQLException {
    Map<String, String> types = types(view, reads);
    List<String> keys = GroupKeys.of(parser, view);
    script
        .append("\nCREATE TABLE ")
        .append(FlinkSelect.name(name))
        .append(" (\n")
        .append(
            types.entrySet().stream()
                .map(
                    c ->
                        "  "
                            + FlinkSelect.name(c.getKey())
                            + " "
                            + c.getValue()
                            + (keys.contains(c.getKey()) ? " NOT NULL" : ""))
                .collect(Collectors.joining(",\n")))
        .append(
            keys.isEmpty()
                ? ""
                : ",\n  PRIMARY KEY ("
                    + keys.stream().map(FlinkSelect::name).collect(Collectors.joining(", "))
                    + ") NOT ENFORCED")
        .append("\n) WITH (")
        .append(with)
        .append(");\n");
  }

  private Map<String, Type> columnsOf(String topic) {
    Map<String, Type> known = columns.getOrDefault(topic, Map.of());
    if (known.isEmpty()) {
      throw new RefusedException(
          "The columns of topic "
              + topic
              + " are not known: start its registry, or give its schema with --schema "
              + topic
              + "=FILE");
    }
    return known;
  }

  /** A topic by a warehouse table's name, with the table's condition. */
  private void table(ViewDefinition view, String name, String topic) throws ViewRefusal {
    PipelineFile.Section table = section(name).orElseThrow();
    InsertedTable.require(table, view.name());
    String where = table.settings().find(WarehouseSettings.WHERE).orElse("");
    if (where.isBlank()) {
      source(name, topic);
    } else if (made.add(name)) {
      source(name + "_topic", topic);
      ViewDefinition rows =
          new ViewDefinition(name, "SELECT * FROM " + name + "_topic WHERE " + where);
      script
          .append("\nCREATE TEMPORARY VIEW ")
          .append(FlinkSelect.name(name))
          .append(" AS\n")
          .append(FlinkSelect.of(parser, rows))
          .append(";\n");
    }
  }

  private Optional<PipelineFile.Section> section(String name) {
    return file.warehouseTables().stream()
        .filter(table -> TableName.parse(table.name()).name().equalsIgnoreCase(name))
        .findFirst();
  }

  private void source(String name, String topic) {
    if (!made.add(name)) {
      return;
    }
    String fields =
        columnsOf(topic).entrySet().stream()
            .map(c -> "  " + FlinkSelect.name(c.getKey()) + " " + type(c.getValue()))
            .collect(Collectors.joining(",\n"));
    Optional<String> time =
        file.findTopic(topic).flatMap(t -> t.settings().find(PipelineSettings.TOPIC_TIME));
    script
        .append("\nCREATE TABLE ")
        .append(FlinkSelect.name(name))
        .append(" (\n")
        .append(fields)
        .append(
            time.map(FlinkSelect::name)
                .map(t -> ",\n  WATERMARK FOR " + t + " AS " + t + " - INTERVAL '10' SECOND")
                .orElse(""))
        .append("\n) WITH (")
        .append(kafka(topic, false))
        .append(",\n  'scan.startup.mode' = 'earliest-offset');\n");
  }

  private String kafka(String topic, boolean upsert) {
    DecoderSettings.Format format =
        file.findTopic(topic)
            .map(t -> t.settings().get(PipelineSettings.TOPIC_FORMAT))
            .orElse(DecoderSettings.Format.AVRO);
    String servers = file.bootstrapServers().orElse("localhost:9092");
    String registry = file.registryUrl().orElse("http://localhost:8081");
    StringBuilder options =
        new StringBuilder("\n  'connector' = ")
            .append(literal(upsert ? "upsert-kafka" : "kafka"))
            .append(",\n  'topic' = ")
            .append(literal(topic))
            .append(",\n  'properties.bootstrap.servers' = ")
            .append(literal(servers));
    String flink =
        switch (format) {
          case AVRO -> "avro-confluent";
          case JSON -> "json";
          default ->
              throw new RefusedException(
                  "Topic "
                      + topic
                      + " is in format "
                      + format.name().toLowerCase(Locale.ROOT)
                      + ", which Flink's own formats do not read");
        };
    for (String part : upsert ? List.of("key.", "value.") : List.of("")) {
      options.append(",\n  '").append(part).append("format' = ").append(literal(flink));
      if (flink.equals("avro-confluent")) {
        options
            .append(",\n  '")
            .append(part)
            .append("avro-confluent.url' = ")
            .append(literal(registry));
      }
    }
    return options.toString();
  }

  /** DuckDB's files belong to one process, and Flink's connector does not know them. */
  private String jdbc(String table) {
    String url = file.warehouse().map(w -> w.get(PipelineSettings.WAREHOUSE_URL)).orElse("");
    return url.startsWith("jdbc:duckdb:")
        ? "\n  'connector' = 'print'"
        : "\n  'connector' = 'jdbc',\n  'url' = "
            + literal(url)
            + ",\n  'table-name' = "
            + literal(table);
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** What DuckDB says of the view over empty tables of these columns. */
  private Map<String, String> types(ViewDefinition view, Reads reads) throws SQLException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      for (Map.Entry<String, String> table : reads.topics().entrySet()) {
        String fields =
            columnsOf(table.getValue()).entrySet().stream()
                .map(c -> TableName.quote(c.getKey()) + " " + Preview.duckDbType(c.getValue()))
                .collect(Collectors.joining(", "));
        statement.execute("CREATE TABLE " + TableName.quote(table.getKey()) + " (" + fields + ")");
      }
      for (ViewDefinition read : reads.views().values()) {
        statement.execute("CREATE VIEW " + TableName.quote(read.name()) + " AS " + read.select());
      }
      return described(statement, view);
    }
  }

  private static Map<String, String> described(Statement statement, ViewDefinition view) {
    Map<String, String> types = new LinkedHashMap<>();
    try (ResultSet rows = statement.executeQuery("DESCRIBE " + view.select())) {
      while (rows.next()) {
        types.put(rows.getString(1), flink(rows.getString(2)));
      }
      return types;
    } catch (SQLException e) {
      throw new RefusedException(
          "View "
              + view.name()
              + " does not fit the columns of its topics ("
              + e.getMessage().strip()
              + "): correct the view, or give the right schema with --schema",
          e);
    }
  }

  private static String flink(String duckDb) {
    return duckDb.equals("TIMESTAMP") ? "TIMESTAMP(6)" : FlinkSelect.type(duckDb);
  }

  private static String type(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INT";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DATE -> "DATE";
      case TIME -> "TIME(3)";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMP_LTZ(6)" : "TIMESTAMP(6)";
      case TIMESTAMP_NANO ->
          ((Types.TimestampNanoType) type).shouldAdjustToUTC()
              ? "TIMESTAMP_LTZ(9)"
              : "TIMESTAMP(9)";
      case DECIMAL ->
          "DECIMAL("
              + ((Types.DecimalType) type).precision()
              + ", "
              + ((Types.DecimalType) type).scale()
              + ")";
      case STRING, UUID -> "STRING";
      case BINARY, FIXED -> "BYTES";
      case LIST -> "ARRAY<" + type(type.asListType().elementType()) + ">";
      case MAP ->
          "MAP<"
              + type(type.asMapType().keyType())
              + ", "
              + type(type.asMapType().valueType())
              + ">";
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(f -> FlinkSelect.name(f.name()) + " " + type(f.type()))
              .collect(Collectors.joining(", ", "ROW<", ">"));
      default -> throw new RefusedException("Flink has no type for " + type);
    };
  }
}
