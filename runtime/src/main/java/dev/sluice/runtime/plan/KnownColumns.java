// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import dev.sluice.decoders.DecoderSettings;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.types.Type;

/** The columns of a pipeline's topics, of schemas in files and of the registry that it names. */
public final class KnownColumns {
  private KnownColumns() {}

  /**
   * Names and types by topic; a topic of which nothing is known is left out.
   *
   * @param schemas by topic: {@code *.avsc}, {@code *.proto} or {@code *.json}
   * @throws IOException if one of these cannot be read
   */
  public static Map<String, Map<String, Type>> of(PipelineFile file, Map<String, Path> schemas)
      throws IOException {
    TopicColumns registry =
        file.registryUrl()
            .map(url -> TopicColumns.of(url, file.registryUserInfo()))
            .orElse(TopicColumns.unknown(""));
    Map<String, Map<String, Type>> columns = new HashMap<>();
    for (PipelineFile.Section topic : file.topics()) {
      Map<String, Type> types = new LinkedHashMap<>();
      if (schemas.containsKey(topic.name())) {
        SchemaVersions.row(SchemaVersions.read(schemas.get(topic.name()), 1, Map.of()))
            .fields()
            .forEach(field -> types.put(field.name(), field.type()));
      } else {
        DecoderSettings.Format format = topic.settings().get(PipelineSettings.TOPIC_FORMAT);
        types.putAll(
            registry
                .of(topic.name(), format, DecoderSettings.unwrapping(topic.settings()))
                .types());
      }
      if (!types.isEmpty()) {
        columns.put(topic.name(), types);
      }
    }
    return columns;
  }
}
