// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.SettingTable;
import dev.sluice.streams.sql.EmitHeader;
import dev.sluice.warehouse.KeptHeader;
import dev.sluice.warehouse.LayersHeader;
import java.util.List;

/** The reference page of the pipeline file, in Markdown. */
final class PipelinePage {
  private static final String HEAD =
      """
      # The pipeline file

      <!-- Written by dev.sluice.runtime.pipeline.PipelineReference from the declared settings; do not edit. -->

      One YAML file says which topics go where. [examples/orders/pipeline.yaml](../../examples/orders/pipeline.yaml)
      is a complete one, `sluice init` writes one to start from, and `sluice validate FILE` tells every mistake with its
      place. For completion in editors there is a [JSON Schema](../pipeline.schema.json).

      - Dotted keys and nested maps mean the same: `http.port: 8090` is `http: {port: 8090}`.
      - `${env:NAME}` in a value is replaced by the environment variable, `${env:NAME:default}` has a default.
      - Lake locations and DuckDB files are relative to the data folder, views to the pipeline file.
      - Sizes are written as `64MiB` or `64MB`, durations as `500ms`, `10s`, `5m`, `1h` or `1d`.
      - Keys below `kafka.client` go to Kafka's clients as they are, for an external Kafka with encryption or passwords.
      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private PipelinePage() {}

  static String write() {
    PipelinePage page = new PipelinePage();
    PipelineSettings.ALL.forEach(page::group);
    page.page.append("\n# The files of views\n");
    List.of(KeptHeader.GROUP, EmitHeader.GROUP, LayersHeader.GROUP).forEach(page::header);
    return page.page.toString();
  }

  private void group(SettingGroup group) {
    page.append("\n## ").append(title(group)).append("\n\n").append(group.doc()).append("\n\n");
    page.append(SettingTable.markdown(group));
  }

  private void header(SettingGroup group) {
    page.append("\n## ").append(group.title()).append("\n\n").append(group.doc()).append("\n\n");
    page.append(SettingTable.markdown(group));
  }

  private static String title(SettingGroup group) {
    return group.equals(PipelineSettings.TOP) ? group.title() : "`" + group.title() + "`";
  }
}
