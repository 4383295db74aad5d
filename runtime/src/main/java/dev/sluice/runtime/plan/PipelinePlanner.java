// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.LakeFormats;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.TableFormat;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.partition.PartitionSpec;
import dev.sluice.lake.tables.iceberg.IcebergSettings;
import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import dev.sluice.runtime.plan.PlannedPipeline.Columns;
import dev.sluice.runtime.plan.PlannedPipeline.Mover;
import dev.sluice.runtime.plan.PlannedPipeline.PlannedEmission;
import dev.sluice.runtime.plan.PlannedPipeline.PlannedFiles;
import dev.sluice.runtime.plan.PlannedPipeline.PlannedTable;
import dev.sluice.runtime.plan.PlannedPipeline.PlannedView;
import dev.sluice.runtime.process.ConnectorPlans;
import dev.sluice.streams.topology.PlanWords;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.views.ViewPlan;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.Mode;
import dev.sluice.warehouse.Preview;
import dev.sluice.warehouse.TableTarget;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.types.Type;

/** Says what a pipeline file will make, without making anything. */
public final class PipelinePlanner {
  private static final String INSIDE = "inside the process";

  private final PipelineFile file;
  private final ConnectorPlans connectors;
  private final TopicColumns columns;
  private final Instant now;

  /**
   * @param now what example paths are of
   */
  public PipelinePlanner(PipelineFile file, Home home, TopicColumns columns, Instant now) {
    this.file = file;
    this.connectors = new ConnectorPlans(file, home, "", Map.of());
    this.columns = columns;
    this.now = now;
  }

  /** The whole file's plan. */
  public PlannedPipeline plan() {
    return new PlannedPipeline(
        file.name(),
        file.bootstrapServers().orElse(INSIDE),
        file.registryUrl().orElse(INSIDE),
        ConnectorPlans.deadLetterTopic(file),
        file.lakeTables().stream().map(this::files).toList(),
        file.warehouseTables().stream().map(this::table).toList(),
        emitted());
  }

  private List<PlannedEmission> emitted() {
    if (file.emitted().isEmpty()) {
      return List.of();
    }
    try (EmittedPlans plans = EmittedPlans.toShow(file, columns)) {
      return file.emitted().stream().map(view -> emission(plans, view)).toList();
    }
  }

  private static PlannedEmission emission(EmittedPlans plans, PipelineFile.Emitted view) {
    try {
      EmittedPlans.Planned planned = plans.plan(view);
      return planned
          .plan()
          .map(
              plan ->
                  new PlannedEmission(
                      view.name(),
                      view.topic(),
                      plan.columns().stream().map(c -> c.name() + ": " + c.type()).toList(),
                      PlanWords.of(plan)))
          .orElse(
              new PlannedEmission(
                  view.name(), view.topic(), List.of(), List.of(planned.unknown())));
    } catch (ViewRefusal e) {
      return new PlannedEmission(
          view.name(), view.topic(), List.of(), List.of("refused: " + e.getMessage()));
    }
  }

  private Mover mover(PipelineFile.Section table, String connector) {
    return new Mover(table.topic(), connector, file.top().get(PipelineSettings.TASKS));
  }

  private static String kind(Settings settings) {
    if (settings.get(LakeSettings.TABLE_FORMAT) == TableFormat.FILES) {
      return "all files in the folder";
    }
    String where =
        settings
            .find(IcebergSettings.URI)
            .map(
                uri ->
                    settings.find(IcebergSettings.TABLE).orElse("") + " in the catalog at " + uri)
            .orElse("its own catalog, by its location");
    return "a table of Apache Iceberg, " + where;
  }

  private PlannedFiles files(PipelineFile.Section table) {
    Settings settings = table.settings();
    String location = connectors.lakeLocation(table);
    PartitionSpec partition = LakeSettings.partition(settings);
    long rows = settings.get(LakeSettings.ROTATE_RECORDS);
    String name =
        LakeSettings.naming(settings).name(new TopicPartition(table.topic(), 0), 0, rows - 1)
            + LakeFormats.extension(settings);
    return new PlannedFiles(
        table.name(),
        mover(table, ConnectorPlans.lakeName(file, table)),
        location,
        kind(settings),
        String.join("/", location, partition.example(now), name).replaceAll("(?<!:)//+", "/"),
        rows,
        settings.get(LakeSettings.ROTATE_BYTES),
        settings.get(LakeSettings.ROTATE_INTERVAL).toMillis(),
        columns(fieldsOfFiles(table)));
  }

  private TopicColumns.Fields fields(PipelineFile.Section table) {
    Settings topic = file.topicOf(table).settings();
    return columns.of(
        table.topic(), topic.get(PipelineSettings.TOPIC_FORMAT), DecoderSettings.unwrapping(topic));
  }

  private TopicColumns.Fields fieldsOfFiles(PipelineFile.Section table) {
    return table.settings().get(FormatSettings.FORMAT) == Format.RAW
        ? TopicColumns.Fields.records()
        : fields(table).with(LakeFormats.kafka(table.settings()));
  }

  private static Columns columns(TopicColumns.Fields fields) {
    return new Columns(
        fields.known(),
        fields.types().entrySet().stream()
            .map(field -> field.getKey() + ": " + field.getValue())
            .toList());
  }

  private PlannedTable table(PipelineFile.Section table) {
    Settings settings = table.settings();
    List<String> key = settings.find(WarehouseSettings.KEY).orElse(List.of());
    Mode mode = settings.get(WarehouseSettings.MODE);
    TopicColumns.Fields fields = fields(table);
    Preview preview = preview(table, mode, key, fields.types());
    return new PlannedTable(
        table.name(),
        mover(table, ConnectorPlans.warehouseName(file, table)),
        connectors.warehouseUrl().replaceFirst("\\?.*", ""),
        mode == Mode.UPSERT ? "upsert by " + String.join(", ", key) : "insert",
        settings.find(WarehouseSettings.WHERE).orElse(""),
        columns(fields),
        preview.ddl(),
        views(table, preview));
  }

  private List<PlannedView> views(PipelineFile.Section table, Preview preview) {
    List<PlannedView> views =
        new ArrayList<>(preview.views().stream().map(PipelinePlanner::view).toList());
    for (PipelineFile.View view : file.viewsOver(table)) {
      view.layers().ifPresent(layers -> views.add(PipelinePlanner.view(view, layers)));
      view.refresh().ifPresent(every -> views.add(PipelinePlanner.view(view, every)));
    }
    return views;
  }

  private static PlannedView view(PipelineFile.View view, Duration every) {
    return new PlannedView(
        view.name(),
        "refresh",
        "computed as a whole every " + every.toMillis() / 1e3 + " s, in a transaction of its own",
        List.of());
  }

  private static PlannedView view(PipelineFile.View view, PipelineFile.Layers layers) {
    String when =
        layers.every().map(every -> "every " + every.toSeconds() + " s").orElse("when asked");
    return new PlannedView(
        view.name(),
        "batch and speed layer",
        "a batch over lake table "
            + layers.lake()
            + " up to an offset of each partition, "
            + when
            + ", and the rows of "
            + layers.table()
            + " behind it",
        List.of());
  }

  private Preview preview(
      PipelineFile.Section table, Mode mode, List<String> key, Map<String, Type> fields) {
    ViewDialect dialect = Databases.viewDialect(connectors.warehouseUrl());
    try {
      return Preview.of(
          new TableTarget("", TableName.parse(table.name()), mode, key, ""),
          dialect,
          fields,
          file.viewsOver(table).stream()
              .filter(view -> view.layers().isEmpty() && view.refresh().isEmpty())
              .map(view -> new ViewDefinition(view.name(), view.sql()))
              .toList(),
          file.keysOf(file.viewsOver(table)));
    } catch (ViewRefusal e) {
      // The file was read without knowing the columns, which the topic's schema has told since.
      throw new StartupException(e.getMessage(), e);
    }
  }

  private static PlannedView view(ViewPlan plan) {
    return new PlannedView(
        plan.name(),
        plan.mode().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        plan.reason(),
        plan.ddl());
  }
}
