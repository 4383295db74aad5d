// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.decoders.FieldPath;
import dev.sluice.decoders.contract.Contract;
import dev.sluice.decoders.registry.RegisteredSchema;
import dev.sluice.decoders.registry.RegistryClient;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.TableFormat;
import dev.sluice.lake.formats.Format;
import dev.sluice.registry.compatibility.CompatibilityCheck;
import dev.sluice.registry.compatibility.Schemas;
import dev.sluice.registry.compatibility.Verdict;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Level;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.SchemaText;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import dev.sluice.runtime.plan.SchemaImpact.Change;
import dev.sluice.runtime.plan.SchemaImpact.Query;
import dev.sluice.runtime.plan.SchemaImpact.Table;
import dev.sluice.views.ColumnsRead;
import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.ColumnChange;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.Preview;
import dev.sluice.warehouse.TableTarget;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Says what a new schema would do to all that is made of its topic, before it is registered. */
public final class ImpactPlanner {
  private final PipelineFile file;
  private final PipelineFile.Section topic;
  private final SchemaVersions versions;
  private final Types.StructType before;
  private final Types.StructType after;
  private final List<String> breaks = new ArrayList<>();

  private ImpactPlanner(PipelineFile file, String topic, SchemaVersions versions) {
    this.file = file;
    this.topic = named(file, topic);
    this.versions = versions;
    this.after = SchemaVersions.row(versions.next());
    this.before = versions.latest().map(SchemaVersions::row).orElse(Types.StructType.of());
  }

  private static PipelineFile.Section named(PipelineFile file, String name) {
    return file.topics().stream()
        .filter(one -> name.isEmpty() ? file.topics().size() == 1 : one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    (name.isEmpty()
                            ? "The file has more than one topic"
                            : "The file has no topic " + name)
                        + ". Name one with --topic: "
                        + String.join(
                            ", ",
                            file.topics().stream().map(PipelineFile.Section::name).toList())));
  }

  /**
   * The impact, with the schemas until now from files.
   *
   * @param topic empty for the file's only one
   * @param current in rising order
   */
  public static SchemaImpact fromFiles(
      PipelineFile file, String topic, Path next, List<Path> current, String level)
      throws IOException {
    if (Level.named(level).isEmpty()) {
      throw new RefusedException(
          "There is no level " + level + ". Name one of " + List.of(Level.values()) + ".");
    }
    List<RegisteredSchema> before = new ArrayList<>();
    for (Path one : current) {
      before.add(SchemaVersions.read(one, before.size() + 1, Map.of()));
    }
    String known =
        before.isEmpty()
            ? "none: no schema of today is given, so everything is new"
            : String.join(", ", current.stream().map(Path::toString).toList());
    RegisteredSchema schema = SchemaVersions.read(next, before.size() + 1, Map.of());
    return new ImpactPlanner(file, topic, new SchemaVersions(known, level, before, schema)).plan();
  }

  /** The impact, with the schemas until now, what they import and the level from a registry. */
  public static SchemaImpact fromRegistry(
      PipelineFile file, String topic, Path next, String registryUrl) throws IOException {
    String subject = named(file, topic).name() + "-value";
    RegistryClient registry =
        new RegistryClient(List.of(registryUrl.split(",")), file.registryUserInfo());
    try {
      List<RegisteredSchema> before = registry.history(subject);
      Map<String, String> imports =
          before.isEmpty() ? Map.of() : before.get(before.size() - 1).imports();
      int id = before.stream().mapToInt(RegisteredSchema::id).max().orElse(0) + 1;
      SchemaVersions versions =
          new SchemaVersions(
              before.isEmpty()
                  ? "none: the registry has no subject " + subject
                  : "subject " + subject + ", " + before.size() + " versions",
              registry.level(subject).orElse(Level.BACKWARD.name()),
              before,
              SchemaVersions.read(next, id, imports));
      return new ImpactPlanner(file, topic, versions).plan();
    } catch (MalformedException e) {
      throw new RefusedException("The registry's schemas cannot be read: " + e.getMessage(), e);
    }
  }

  private SchemaImpact plan() {
    List<SchemaImpact.Verdict> verdicts = verdicts();
    List<Table> tables = new ArrayList<>();
    List<Query> queries = new ArrayList<>();
    for (PipelineFile.Section table : file.lakeTables()) {
      if (table.topic().equals(topic.name())) {
        tables.add(table("lake", table.name(), files(table)));
      }
    }
    for (PipelineFile.Section table : file.warehouseTables()) {
      if (table.topic().equals(topic.name())) {
        List<Change> changes = warehouse(table);
        tables.add(table("warehouse", table.name(), changes));
        queries.addAll(queries(table, changes));
      }
    }
    return new SchemaImpact(
        topic.name(),
        versions.level(),
        versions.known(),
        verdicts,
        tables,
        queries,
        contract(),
        replay(),
        breaks);
  }

  private List<Change> files(PipelineFile.Section table) {
    for (String field : LakeSettings.partition(table.settings()).fields()) {
      if (FieldPath.in(after, field).isEmpty()) {
        breaks.add(
            "lake table "
                + table.name()
                + ": new records lack the field "
                + field
                + ", which their folder is named after, and are rejected");
      }
    }
    if (table.settings().get(FormatSettings.FORMAT) == Format.RAW) {
      return List.of();
    }
    return table.settings().get(LakeSettings.TABLE_FORMAT) == TableFormat.ICEBERG
        ? FieldChanges.ofTable(before, after)
        : FieldChanges.between(before, after);
  }

  private Table table(String destination, String name, List<Change> changes) {
    for (Change change : changes) {
      if (change.effect().equals("refuse")) {
        breaks.add(
            destination + " table " + name + ": " + change.column() + ": " + change.detail());
      }
    }
    return new Table(destination, name, changes);
  }

  private List<SchemaImpact.Verdict> verdicts() {
    RegistryState imports = new RegistryState();
    List<Registered> earlier = new ArrayList<>();
    for (RegisteredSchema one : versions.before()) {
      SchemaText text = SchemaVersions.text(one, imports);
      earlier.add(new Registered("", earlier.size() + 1, one.id(), text, false));
    }
    Schemas schemas = new Schemas(imports);
    CompatibilityCheck check = new CompatibilityCheck(schemas);
    List<SchemaImpact.Verdict> verdicts = new ArrayList<>();
    try {
      SchemaText next = schemas.canonical(SchemaVersions.text(versions.next(), imports), false);
      for (Level level : Level.values()) {
        Verdict verdict = check.against(earlier, next, level);
        verdicts.add(
            new SchemaImpact.Verdict(level.name(), verdict.compatible(), verdict.messages()));
        if (!verdict.compatible() && level.name().equals(versions.level())) {
          breaks.add("the registry will refuse it: it is not " + level);
        }
      }
    } catch (RegistryException e) {
      throw new RefusedException(e.getMessage(), e);
    }
    return verdicts;
  }

  private static Map<String, Type> fields(Types.StructType row) {
    Map<String, Type> fields = new LinkedHashMap<>();
    row.fields().forEach(field -> fields.put(field.name(), field.type()));
    return fields;
  }

  private List<Change> warehouse(PipelineFile.Section table) {
    List<String> key = table.settings().find(WarehouseSettings.KEY).orElse(List.of());
    for (String one : key) {
      if (after.field(one) == null) {
        breaks.add(
            "warehouse table "
                + table.name()
                + ": new records lack the key field "
                + one
                + ", and are rejected");
      }
    }
    TableTarget target =
        new TableTarget(
            "",
            TableName.parse(table.name()),
            table.settings().get(WarehouseSettings.MODE),
            key,
            "");
    String url = file.warehouse().orElseThrow().get(PipelineSettings.WAREHOUSE_URL);
    ViewDialect dialect = Databases.viewDialect(url);
    return ColumnChange.of(target, dialect, fields(before), fields(after)).stream()
        .map(
            one ->
                new Change(
                    one.column(), one.effect().name().toLowerCase(Locale.ROOT), one.detail()))
        .toList();
  }

  private List<Query> queries(PipelineFile.Section table, List<Change> changes) {
    Map<String, String> columns = new LinkedHashMap<>();
    fields(after).forEach((name, type) -> columns.put(name, Preview.duckDbType(type)));
    fields(before).forEach((name, type) -> columns.put(name, Preview.duckDbType(type)));
    List<Query> queries = new ArrayList<>();
    for (PipelineFile.View view : file.viewsOver(table)) {
      queries.add(query("view " + view.name(), view.sql(), table.name(), columns, changes));
    }
    table
        .settings()
        .find(WarehouseSettings.WHERE)
        .filter(condition -> !condition.isBlank())
        .ifPresent(
            condition ->
                queries.add(
                    query(
                        "where of " + table.name(),
                        "SELECT count(*) FROM \"" + table.name() + "\" WHERE " + condition,
                        table.name(),
                        columns,
                        changes)));
    return queries;
  }

  private Query query(
      String name, String sql, String table, Map<String, String> columns, List<Change> changes) {
    Optional<Set<String>> read = ColumnsRead.of(sql, table, columns);
    if (read.isEmpty()) {
      if (!before.fields().isEmpty()) {
        return new Query(name, List.of("it cannot be told which columns it reads"));
      }
      breaks.add(name + " reads a column that neither old nor new records have");
      return new Query(name, List.of("reads a column that records do not have"));
    }
    List<String> touched = new ArrayList<>();
    for (Change change : changes) {
      if (read.get().contains(change.column()) && !change.effect().equals("add")) {
        String how = change.column() + ": " + change.effect() + ", " + change.detail();
        touched.add(how);
        if (change.effect().equals("keep")) {
          breaks.add(name + " reads " + change.column() + ", in which new rows have no value");
        }
      }
    }
    return new Query(name, touched);
  }

  private List<String> contract() {
    Optional<Contract> contract =
        file.lakeTables().stream()
            .filter(table -> table.topic().equals(topic.name()))
            .findFirst()
            .or(
                () ->
                    file.warehouseTables().stream()
                        .filter(table -> table.topic().equals(topic.name()))
                        .findFirst())
            .flatMap(file::contractOf);
    return contract
        .map(one -> new ContractImpact(one, after, breaks).sentences())
        .orElse(List.of());
  }

  private String replay() {
    List<String> conflicts = new ArrayList<>();
    for (RegisteredSchema one : versions.before()) {
      for (Change change : FieldChanges.between(SchemaVersions.row(one), after)) {
        if (change.effect().equals("refuse")) {
          conflicts.add("schema " + one.id() + ", " + change.column() + ": " + change.detail());
        }
      }
    }
    return conflicts.isEmpty()
        ? "records of all schemas fit into one table"
        : "a table made anew from all records would reject some of them: "
            + String.join("; ", conflicts);
  }
}
