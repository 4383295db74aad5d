// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.connect.PipelineSinkConnector;
import dev.sluice.connect.SettingsConfigDef;
import dev.sluice.connect.TaskSettings;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.lake.LakeSettings;
import dev.sluice.migrate.ConfluentS3;
import dev.sluice.migrate.Migration;
import dev.sluice.migrate.Remark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka topics into files on S3, told by the properties of the Confluent S3 sink: nothing but the
 * class changes. It continues where the consumer group has stopped; names and directories of files
 * are the same. The lake sink's own properties may stand beside and win.
 */
public final class S3SinkConnector extends PipelineSinkConnector {
  private static final Logger LOG = LoggerFactory.getLogger(S3SinkConnector.class);

  @Override
  protected List<SettingGroup> groups() {
    return ConfluentS3.PEER.settings();
  }

  @Override
  protected String converters() {
    return "Names, defaults\nand meanings are those of the Confluent S3 sink; converters and transformations stay as they are."
        + " What cannot be\nhonoured is refused with a reason when the connector is made. Files are Parquet so far: the other"
        + " formats are\nrefused too. The [lake sink's](lake-sink.md) own properties may stand beside, and win.";
  }

  @Override
  protected Map<String, String> taskProperties(Map<String, String> given) {
    SettingsConfigDef.read(groups(), given);
    Migration migration = ConfluentS3.PEER.translate(given, S3SinkConnector::isOurs);
    if (!migration.refused().isEmpty()) {
      throw new ConfigException(
          migration.refused().stream()
              .map(remark -> remark.property() + ": " + remark.sentence())
              .collect(Collectors.joining("; ")));
    }
    migration
        .of(Remark.Kind.UNKNOWN)
        .forEach(remark -> LOG.warn("{} {}", remark.property(), remark.sentence()));
    Map<String, String> ours = new HashMap<>(migration.properties());
    String name = given.getOrDefault("name", "s3-sink");
    ours.putIfAbsent(TaskSettings.PIPELINE.name(), name);
    ours.putIfAbsent(LakeSettings.TABLE.name(), name);
    // What lies before it, the connector that was here has landed.
    ours.putIfAbsent(TaskSettings.START.name(), "committed");
    SettingsConfigDef.read(LakeSinkConnector.GROUPS, ours);
    return ours;
  }

  private static boolean isOurs(String name) {
    return name.startsWith(TaskSettings.KAFKA_CLIENT)
        || LakeSinkConnector.GROUPS.stream().anyMatch(group -> group.find(name).isPresent());
  }

  /** With what cannot be honoured as errors of the properties that ask for it. */
  @Override
  public Config validate(Map<String, String> given) {
    Config config = super.validate(given);
    if (ConfluentS3.PEER.check(given).isEmpty()) {
      Migration migration = ConfluentS3.PEER.translate(given, S3SinkConnector::isOurs);
      migration.refused().forEach(remark -> refuse(config, remark.property(), remark.sentence()));
    }
    return config;
  }

  private static void refuse(Config config, String property, String reason) {
    for (ConfigValue value : config.configValues()) {
      if (value.name().equals(property)) {
        value.addErrorMessage(property + ": " + reason);
      }
    }
  }

  @Override
  public Class<? extends Task> taskClass() {
    return LakeSinkTask.class;
  }
}
