// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.metrics.RuleMeters;
import dev.sluice.core.metrics.TaskMeters;
import dev.sluice.core.reject.DeadLetters;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.RecordFormats;
import java.util.Map;

/**
 * What a worker gives a pipeline.
 *
 * @param connector the connector's name
 * @param formats how the task's records are read
 * @param rules counts of what broke the topic's contract
 */
public record TaskParts(
    String connector,
    RecordFormats formats,
    DeadLetters deadLetters,
    MemoryBudget budget,
    TaskMeters meters,
    RuleMeters rules,
    int encoderThreads,
    ExpiryCheck expiry) {

  static TaskParts of(
      Settings settings,
      Map<String, String> properties,
      RecordFormats formats,
      DeadLetters deadLetters) {
    String connector = properties.getOrDefault("name", settings.get(TaskSettings.PIPELINE));
    int task = Integer.parseInt(properties.getOrDefault(PipelineSinkConnector.TASK_ID, "0"));
    String topic = properties.getOrDefault("topics", connector);
    Kept kept = Kept.of(settings, formats.values(), connector, task, topic);
    return new TaskParts(
        connector,
        new RecordFormats(kept.wire(), formats.keys(), formats.tombstones()),
        deadLetters,
        WorkerBudget.of(settings.get(TaskSettings.MEMORY)),
        TaskMeters.published(connector, task),
        kept.rules(),
        Math.toIntExact(settings.get(TaskSettings.ENCODER_THREADS)),
        ExpiryCheck.of(settings, properties));
  }
}
