// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.connect.PipelineSinkConnector;
import dev.sluice.connect.TaskSettings;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.stores.azure.AzureSettings;
import dev.sluice.lake.stores.s3.S3Settings;
import java.util.List;
import org.apache.kafka.connect.connector.Task;

/** Kafka topics into a table of files, exactly once. */
public final class LakeSinkConnector extends PipelineSinkConnector {
  static final List<SettingGroup> GROUPS =
      List.of(
          TaskSettings.GROUP,
          DecoderSettings.GROUP,
          LakeSettings.GROUP,
          FormatSettings.GROUP,
          S3Settings.GROUP,
          AzureSettings.GROUP);

  @Override
  protected List<SettingGroup> groups() {
    return GROUPS;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return LakeSinkTask.class;
  }
}
