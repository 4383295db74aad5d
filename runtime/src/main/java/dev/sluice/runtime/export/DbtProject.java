// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.export;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.decoders.contract.Contract;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import dev.sluice.views.SqlParser;
import dev.sluice.views.TableReferences;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.dialect.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A dbt project: the warehouse tables as sources, with what their contracts require as tests, and
 * each view as a model. The models are views of dbt, in a schema of their own, beside the tables
 * that Sluice keeps.
 */
final class DbtProject {
  private static final String SOURCE = "sluice";

  private final PipelineFile file;
  private final String name;

  private DbtProject(PipelineFile file) {
    this.file = file;
    this.name = identifier(file.name());
  }

  /**
   * Writes the project.
   *
   * @throws ViewRefusal if a view cannot be parsed
   */
  static ExportedFiles of(SqlParser parser, PipelineFile file) throws ViewRefusal {
    DbtProject project = new DbtProject(file);
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("dbt_project.yml", project.head());
    texts.put("profiles.yml.example", project.profile());
    texts.put("models/sources.yml", project.sources());
    for (PipelineFile.View view : file.views()) {
      texts.put(
          "models/" + view.name() + ".sql",
          project.model(parser, new ViewDefinition(view.name(), view.sql())));
    }
    return new ExportedFiles(texts);
  }

  /** Letters, digits and underscores, which is what dbt allows. */
  private static String identifier(String name) {
    String id = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return id.matches("[0-9].*") ? "_" + id : id;
  }

  private String head() {
    return """
        name: %1$s
        version: 1.0.0
        config-version: 2
        profile: %1$s
        model-paths: [models]
        models:
          %1$s:
            +materialized: view
        """
        .formatted(name);
  }

  private String url() {
    return file.warehouse().map(w -> w.get(PipelineSettings.WAREHOUSE_URL)).orElse("");
  }

  private String profile() {
    String url = url();
    String output =
        url.startsWith("jdbc:duckdb:")
            ? "      type: duckdb\n      path: "
                + quoted(url.substring("jdbc:duckdb:".length()))
                + "\n      schema: dbt\n"
            : """
                    type: %s
                    host: "{{ env_var('DBT_HOST') }}"
                    user: "{{ env_var('DBT_USER') }}"
                    password: "{{ env_var('DBT_PASSWORD') }}"
                    port: %d
                    dbname: "{{ env_var('DBT_DATABASE') }}"
                    schema: dbt
              """
                .formatted(
                    url.startsWith("jdbc:postgresql:") ? "postgres" : "mariadb",
                    url.startsWith("jdbc:postgresql:") ? 5432 : 3306);
    return "# A start for ~/.dbt/profiles.yml. A DuckDB file belongs to one process at a time.\n"
        + name
        + ":\n  target: dev\n  outputs:\n    dev:\n"
        + output;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String sources() {
    StringBuilder yaml = new StringBuilder("version: 2\nsources:\n");
    Map<String, StringBuilder> schemas = new LinkedHashMap<>();
    for (PipelineFile.Section table : file.warehouseTables()) {
      TableName parsed = TableName.parse(table.name());
      String schema = parsed.schema().isEmpty() ? defaultSchema() : parsed.schema();
      schemas
          .computeIfAbsent(schema, s -> new StringBuilder())
          .append("      - name: ")
          .append(quoted(parsed.name()))
          .append('\n')
          .append(tests(table));
    }
    schemas.forEach(
        (schema, tables) ->
            yaml.append("  - name: ")
                .append(source(schema))
                .append("\n    schema: ")
                .append(quoted(schema))
                .append("\n    tables:\n")
                .append(tables));
    return yaml.toString();
  }

  private String defaultSchema() {
    return url().startsWith("jdbc:duckdb:") ? "main" : "public";
  }

  private String source(String schema) {
    return schema.equals(defaultSchema()) ? SOURCE : identifier(SOURCE + "_" + schema);
  }

  /** What a contract requires and dbt can test by itself. */
  private String tests(PipelineFile.Section table) {
    Optional<Contract> contract = file.contractOf(table);
    if (contract.isEmpty()) {
      return "";
    }
    Map<String, Set<String>> tests = new LinkedHashMap<>();
    for (Contract.Field field : contract.get().fields()) {
      if (field.required()) {
        tests.computeIfAbsent(field.name(), f -> new TreeSet<>()).add("not_null");
      }
    }
    List<String> key = contract.get().key();
    if (key.size() == 1) {
      tests.computeIfAbsent(key.get(0), f -> new TreeSet<>()).add("unique");
    }
    return tests.isEmpty()
        ? ""
        : tests.entrySet().stream()
            .map(
                column ->
                    "          - name: "
                        + quoted(column.getKey())
                        + "\n            data_tests: ["
                        + String.join(", ", column.getValue())
                        + "]\n")
            .collect(Collectors.joining("", "        columns:\n", ""));
  }

  private String model(SqlParser parser, ViewDefinition view) throws ViewRefusal {
    for (String word : List.of("{{", "{%", "{#")) {
      if (view.select().contains(word)) {
        throw new RefusedException(
            "View "
                + view.name()
                + " has "
                + word
                + " in its text, which dbt takes for its own: write it another way, as { { is one");
      }
    }
    String select = TableReferences.of(parser, view).replaced(this::reference);
    return "{{ config(materialized='view') }}\n" + select + "\n";
  }

  private Optional<String> reference(String table) {
    for (PipelineFile.View other : file.views()) {
      if (other.name().equalsIgnoreCase(table)) {
        return Optional.of("{{ ref('" + other.name() + "') }}");
      }
    }
    for (PipelineFile.Section known : file.warehouseTables()) {
      TableName parsed = TableName.parse(known.name());
      if (parsed.name().equalsIgnoreCase(table)) {
        String schema = parsed.schema().isEmpty() ? defaultSchema() : parsed.schema();
        return Optional.of("{{ source('" + source(schema) + "', '" + parsed.name() + "') }}");
      }
    }
    return Optional.empty();
  }
}
