// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import dev.sluice.streams.sql.EmitHeader;
import dev.sluice.streams.topology.SourceTable;
import dev.sluice.streams.topology.StreamPlan;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Plans of a pipeline's emitted views, once the columns of their topics are known. */
public final class EmittedPlans implements AutoCloseable {
  private final PipelineFile file;
  private final TopicColumns columns;
  private final Function<PipelineFile.Section, WireFormat> formats;
  private final SqlParser parser;

  private EmittedPlans(
      PipelineFile file, TopicColumns columns, Function<PipelineFile.Section, WireFormat> formats) {
    this.file = file;
    this.columns = columns;
    this.formats = formats;
    try {
      this.parser = SqlParser.open();
    } catch (SQLException e) {
      throw new StartupException("The SQL parser does not start: " + e.getMessage(), e);
    }
  }

  /** Plans that run against a registry. */
  public static EmittedPlans of(PipelineFile file, String registryUrl) {
    return new EmittedPlans(
        file,
        TopicColumns.of(registryUrl, file.registryUserInfo()),
        topic ->
            format(
                topic,
                Map.of(
                    DecoderSettings.REGISTRY_URL.name(),
                    registryUrl,
                    DecoderSettings.REGISTRY_USER_INFO.name(),
                    file.registryUserInfo())));
  }

  /** Plans to look at. */
  static EmittedPlans toShow(PipelineFile file, TopicColumns columns) {
    return new EmittedPlans(file, columns, topic -> format(topic, Map.of()));
  }

  private static WireFormat format(PipelineFile.Section topic, Map<String, String> registry) {
    Map<String, String> texts = new HashMap<>(topic.texts());
    texts.putAll(registry);
    texts.put(
        DecoderSettings.FORMAT.name(),
        topic.settings().get(PipelineSettings.TOPIC_FORMAT).name().toLowerCase(Locale.ROOT));
    return DecoderSettings.wireFormat(new Settings(texts));
  }

  /**
   * A plan, or why there is none yet.
   *
   * @param unknown empty if there is one
   */
  public record Planned(Optional<StreamPlan> plan, String unknown) {}

  /**
   * Plans a view.
   *
   * @throws ViewRefusal if it does not fit the columns
   */
  public Planned plan(PipelineFile.Emitted view) throws ViewRefusal {
    ViewDefinition definition = new ViewDefinition(view.name(), view.sql());
    EmitHeader header = EmitHeader.of(definition).orElseThrow();
    Source stream = source(view.stream(), header);
    Optional<Source> table = view.table().map(topic -> source(topic, header));
    if (stream.table.isEmpty()) {
      return new Planned(Optional.empty(), stream.unknown);
    }
    if (table.isPresent() && table.get().table.isEmpty()) {
      return new Planned(Optional.empty(), table.get().unknown);
    }
    return new Planned(
        Optional.of(
            StreamPlan.of(
                parser, definition, header, stream.table.get(), table.flatMap(Source::table))),
        "");
  }

  private record Source(Optional<SourceTable> table, String unknown) {}

  private Source source(String topic, EmitHeader header) {
    PipelineFile.Section section = file.findTopic(topic).orElseThrow();
    DecoderSettings.Format format = section.settings().get(PipelineSettings.TOPIC_FORMAT);
    WireFormat wire = formats.apply(section);
    if (format == DecoderSettings.Format.JSON) {
      return new Source(Optional.of(SourceTable.declared(topic, wire, header.columns())), "");
    }
    TopicColumns.Fields fields =
        columns.of(topic, format, DecoderSettings.unwrapping(section.settings()));
    return fields.types().isEmpty()
        ? new Source(Optional.empty(), "columns of topic " + topic + ": " + fields.known())
        : new Source(Optional.of(SourceTable.of(topic, wire, fields.types())), "");
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (SQLException e) {
      throw new IllegalStateException("The SQL parser does not stop", e);
    }
  }
}
