// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.settings.SettingGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkConnector;

/** A sink connector whose tasks all get the connector's own properties and a number. */
public abstract class PipelineSinkConnector extends SinkConnector {
  /** Property that tells a task its number. */
  public static final String TASK_ID = "sluice.task.id";

  private Map<String, String> properties = Map.of();

  /** Everything that can be set. */
  protected abstract List<SettingGroup> groups();

  /** What the reference page says about converters. */
  protected String converters() {
    return "Values come\nas they are in Kafka, by `value.converter=org.apache.kafka.connect.converters.ByteArrayConverter`; to keep"
        + " another\nconverter, set `value.format=connect`.";
  }

  /**
   * What tasks are told: the connector's own properties, unless they have other names there.
   *
   * @throws org.apache.kafka.common.config.ConfigException with every mistake at once
   */
  protected Map<String, String> taskProperties(Map<String, String> given) {
    SettingsConfigDef.read(groups(), given);
    return given;
  }

  /** Adds an error to a property of a configuration that is being checked. */
  protected static void refuse(Config config, String property, String reason) {
    for (ConfigValue value : config.configValues()) {
      if (value.name().equals(property)) {
        value.addErrorMessage(property + ": " + reason);
      }
    }
  }

  @Override
  public final void start(Map<String, String> given) {
    properties = Map.copyOf(taskProperties(given));
  }

  @Override
  public final List<Map<String, String>> taskConfigs(int maxTasks) {
    List<Map<String, String>> configs = new ArrayList<>();
    for (int task = 0; task < maxTasks; task++) {
      Map<String, String> config = new HashMap<>(properties);
      config.put(TASK_ID, Integer.toString(task));
      configs.add(config);
    }
    return configs;
  }

  @Override
  public final void stop() {}

  @Override
  public final ConfigDef config() {
    return SettingsConfigDef.of(groups());
  }

  @Override
  public final String version() {
    return Versions.own();
  }
}
