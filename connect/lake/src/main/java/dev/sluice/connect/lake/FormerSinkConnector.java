// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.connect.PipelineSinkConnector;
import dev.sluice.connect.SettingsConfigDef;
import dev.sluice.connect.TaskSettings;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.lake.LakeSettings;
import dev.sluice.migrate.Migration;
import dev.sluice.migrate.Peer;
import dev.sluice.migrate.Remark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka topics into files, told by the properties of another sink, the former one: nothing but the
 * class changes. It continues where the consumer group has stopped; names and directories of files
 * are the same. The lake sink's own properties may stand beside and win.
 */
abstract class FormerSinkConnector extends PipelineSinkConnector {
  private static final Logger LOG = LoggerFactory.getLogger(FormerSinkConnector.class);

  private final Peer peer;

  FormerSinkConnector(Peer peer) {
    this.peer = peer;
  }

  @Override
  protected final List<SettingGroup> groups() {
    return peer.settings();
  }

  @Override
  protected final String converters() {
    return "Names, defaults\nand meanings are those of "
        + peer.name()
        + " of Confluent; converters and transformations stay as they are."
        + " What cannot be\nhonoured is refused with a reason when the connector is made. The [lake sink's](lake-sink.md) own\nproperties may stand beside, and win.";
  }

  @Override
  protected final Map<String, String> taskProperties(Map<String, String> given) {
    SettingsConfigDef.read(groups(), given);
    Migration migration = peer.translate(given, FormerSinkConnector::isOurs);
    if (!migration.refused().isEmpty()) {
      throw new ConfigException(
          migration.refused().stream()
              .map(remark -> remark.property() + ": " + remark.sentence())
              .collect(Collectors.joining("; ")));
    }
    migration
        .of(Remark.Kind.UNKNOWN)
        .forEach(remark -> LOG.warn("{} {}", remark.property(), remark.sentence()));
    Map<String, String> ours = named(migration, given);
    LakeSinkConnector.checked(ours);
    return ours;
  }

  private Map<String, String> named(Migration migration, Map<String, String> given) {
    Map<String, String> ours = new HashMap<>(migration.properties());
    String name = given.getOrDefault("name", peer.name());
    ours.putIfAbsent(TaskSettings.PIPELINE.name(), name);
    ours.putIfAbsent(LakeSettings.TABLE.name(), name);
    // What lies before it, the connector that was here has landed.
    ours.putIfAbsent(TaskSettings.START.name(), "committed");
    return ours;
  }

  private static boolean isOurs(String name) {
    return name.startsWith(TaskSettings.KAFKA_CLIENT)
        || LakeSinkConnector.GROUPS.stream().anyMatch(group -> group.find(name).isPresent());
  }

  /** With what cannot be honoured as errors of the properties that ask for it. */
  @Override
  public final Config validate(Map<String, String> given) {
    Config config = super.validate(given);
    if (peer.check(given).isEmpty()) {
      Migration migration = peer.translate(given, FormerSinkConnector::isOurs);
      migration.refused().forEach(remark -> refuse(config, remark.property(), remark.sentence()));
      if (migration.refused().isEmpty()) {
        LakeSinkConnector.mistakes(named(migration, given))
            .forEach((property, reason) -> refuse(config, property, reason));
      }
    }
    return config;
  }

  @Override
  public final Class<? extends Task> taskClass() {
    return LakeSinkTask.class;
  }
}
