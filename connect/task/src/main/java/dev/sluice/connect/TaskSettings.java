// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import java.util.List;

/** What every Sluice sink connector can be told about its tasks. */
public final class TaskSettings {
  public static final Setting<String> PIPELINE =
      Setting.required(
          "pipeline",
          Kind.TEXT,
          "Name under which positions are stored in the destination. Connectors that are to continue each other share"
              + " it; two that are not must not.",
          "orders");
  public static final Setting<Long> MEMORY =
      Setting.of(
          "memory",
          Kind.BYTES,
          "256MiB",
          "Bytes that may wait in memory, for all tasks of this connector's kind in one worker. At the limit the"
              + " largest table partitions are written early, and then the consumer is paused.",
          "512MiB");
  public static final Setting<Long> ENCODER_THREADS =
      Setting.of(
          "encoder.threads",
          Kind.COUNT,
          "1",
          "Threads per task that decode and encode. One keeps up with a consumer; more help where a few tasks have"
              + " many cores.",
          "2");

  /** Where to start where the destination has no position. */
  public enum Start {
    EARLIEST,
    COMMITTED
  }

  public static final Setting<Start> START =
      Setting.of(
          "start",
          Kind.choice(Start.class),
          "earliest",
          "Where to begin a topic-partition for which the destination has no position: with the earliest record of"
              + " the log, or at the offset that the consumer group has committed. Earliest makes a destination that"
              + " was lost whole again; committed continues where another connector of the same name has stopped.",
          "committed");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Tasks", "How a sink task works.", List.of(PIPELINE, START, MEMORY, ENCODER_THREADS));

  private TaskSettings() {}
}
