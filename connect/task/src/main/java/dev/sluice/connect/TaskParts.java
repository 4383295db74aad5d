// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.metrics.TaskMeters;
import dev.sluice.core.reject.DeadLetters;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.WireFormat;
import java.util.Map;

/**
 * What a worker gives a pipeline.
 *
 * @param connector the connector's name
 * @param wire how the task's values are read
 */
public record TaskParts(
    String connector,
    WireFormat wire,
    DeadLetters deadLetters,
    MemoryBudget budget,
    TaskMeters meters,
    int encoderThreads,
    ExpiryCheck expiry) {

  static TaskParts of(
      Settings settings, Map<String, String> properties, WireFormat wire, DeadLetters deadLetters) {
    String connector = properties.getOrDefault("name", settings.get(TaskSettings.PIPELINE));
    int task = Integer.parseInt(properties.getOrDefault(PipelineSinkConnector.TASK_ID, "0"));
    return new TaskParts(
        connector,
        wire,
        deadLetters,
        WorkerBudget.of(settings.get(TaskSettings.MEMORY)),
        TaskMeters.published(connector, task),
        Math.toIntExact(settings.get(TaskSettings.ENCODER_THREADS)),
        ExpiryCheck.of(settings, properties));
  }
}
