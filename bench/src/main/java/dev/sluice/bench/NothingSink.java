// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** A sink that does nothing: what is left is what Kafka Connect itself costs. */
public final class NothingSink extends SinkConnector {
  private static final String VERSION = "1";

  @Override
  public void start(Map<String, String> properties) {
    // It has no settings.
  }

  @Override
  public Class<? extends Task> taskClass() {
    return NothingTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, Map.of());
  }

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public void stop() {
    // Nothing runs.
  }

  @Override
  public String version() {
    return VERSION;
  }

  /** Takes records and lets them go. */
  public static final class NothingTask extends SinkTask {
    @Override
    public void start(Map<String, String> properties) {
      // It has no settings.
    }

    @Override
    public void put(Collection<SinkRecord> records) {
      // That is the point.
    }

    @Override
    public void stop() {
      // Nothing runs.
    }

    @Override
    public String version() {
      return VERSION;
    }
  }
}
