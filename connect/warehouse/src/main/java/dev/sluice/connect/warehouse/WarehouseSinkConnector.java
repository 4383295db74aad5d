// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.warehouse;

import dev.sluice.connect.PipelineSinkConnector;
import dev.sluice.connect.TaskSettings;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.warehouse.WarehouseSettings;
import java.util.List;
import org.apache.kafka.connect.connector.Task;

/** Kafka topics into a table of a warehouse, with its views, exactly once. */
public final class WarehouseSinkConnector extends PipelineSinkConnector {
  static final List<SettingGroup> GROUPS =
      List.of(
          TaskSettings.GROUP,
          DecoderSettings.GROUP,
          WarehouseSettings.GROUP,
          WarehouseTaskSettings.GROUP);

  @Override
  protected List<SettingGroup> groups() {
    return GROUPS;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return WarehouseSinkTask.class;
  }
}
