// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  public static final Setting<Map<Integer, Long>> UNTIL =
      Setting.of(
          "until",
          new Kind<>(
              "offsets by partition such as 0:1200, 1:900", TaskSettings::offsets, List.of()),
          "",
          "Offsets, by partition, before which a task ends its reading: the record at an offset and those behind it"
              + " are not landed. Left out: there is no end.",
          "0:1200, 1:900");

  private static Map<Integer, Long> offsets(String text) {
    Map<Integer, Long> offsets = new TreeMap<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",")) {
      String[] sides = part.strip().split(":", -1);
      if (sides.length != 2
          || !sides[0].matches("[0-9]{1,9}")
          || !sides[1].matches("[0-9]{1,18}")) {
        throw new IllegalArgumentException("must be offsets by partition such as 0:1200, 1:900");
      }
      offsets.put(Integer.valueOf(sides[0]), Long.valueOf(sides[1]));
    }
    return offsets;
  }

  /** Beginning of the names of properties for a Kafka client of the task's own. */
  public static final String KAFKA_CLIENT = "kafka.client.";

  public static final Setting<String> KAFKA =
      Setting.of(
          KAFKA_CLIENT + "bootstrap.servers",
          Kind.TEXT,
          "",
          "Brokers to ask whether the records that come next are still there; further properties of that client go"
              + " under kafka.client too. Left out: records that retention has deleted are not noticed.",
          "broker1:9092");

  /** What to do where Kafka has deleted records before they were landed. */
  public enum Expired {
    FAIL,
    SKIP
  }

  public static final Setting<Expired> EXPIRED =
      Setting.of(
          "expired",
          Kind.choice(Expired.class),
          "fail",
          "What to do where Kafka's retention has deleted records before they were landed: fail, or skip them with a"
              + " warning.",
          "skip");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Tasks",
          "How a sink task works.",
          List.of(PIPELINE, START, UNTIL, EXPIRED, KAFKA, MEMORY, ENCODER_THREADS));

  private TaskSettings() {}
}
