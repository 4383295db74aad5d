// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.connect.PipelineSinkConnector;
import dev.sluice.connect.SettingsConfigDef;
import dev.sluice.connect.TaskSettings;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.BesideSettings;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.stores.azure.AzureSettings;
import dev.sluice.lake.stores.gcs.GcsSettings;
import dev.sluice.lake.stores.s3.S3Settings;
import dev.sluice.lake.tables.iceberg.IcebergSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Task;

/** Kafka topics into a table of files, exactly once. */
public final class LakeSinkConnector extends PipelineSinkConnector {
  static final List<SettingGroup> GROUPS =
      List.of(
          TaskSettings.GROUP,
          DecoderSettings.GROUP,
          LakeSettings.GROUP,
          IcebergSettings.GROUP,
          FormatSettings.GROUP,
          BesideSettings.GROUP,
          SchemaSettings.GROUP,
          S3Settings.GROUP,
          AzureSettings.GROUP,
          GcsSettings.GROUP);

  @Override
  protected List<SettingGroup> groups() {
    return GROUPS;
  }

  /**
   * The properties, if they can be worked with.
   *
   * @throws ConfigException with what is wrong
   */
  static Map<String, String> checked(Map<String, String> given) {
    SettingsConfigDef.read(GROUPS, given);
    contradictions(given)
        .forEach(
            (property, reason) -> {
              throw new ConfigException(property + ": " + reason);
            });
    return given;
  }

  @Override
  protected Map<String, String> taskProperties(Map<String, String> given) {
    return checked(given);
  }

  /** With what each property may have, but not together, as errors too. */
  @Override
  public Config validate(Map<String, String> given) {
    Config config = super.validate(given);
    contradictions(given).forEach((property, reason) -> refuse(config, property, reason));
    return config;
  }

  /** What is wrong with each property, and why they do not go together. */
  static Map<String, String> mistakes(Map<String, String> given) {
    Map<String, String> mistakes = new LinkedHashMap<>(contradictions(given));
    for (SettingGroup group : GROUPS) {
      group.check(given).forEach(problem -> mistakes.put(problem.setting(), problem.sentence()));
    }
    return mistakes;
  }

  /** Why properties do not go together, by the property to change. */
  static Map<String, String> contradictions(Map<String, String> given) {
    Map<String, String> contradictions = new LinkedHashMap<>();
    if (GROUPS.stream().allMatch(group -> group.check(given).isEmpty())) {
      Contradictions.of(new Settings(given), contradictions::put);
    }
    return contradictions;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return LakeSinkTask.class;
  }
}
