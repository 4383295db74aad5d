// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.Rule.readWith;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import java.util.List;

/** What becomes of records without a value. */
final class NullValues {
  private static final String NAME = "behavior.on.null.values";
  private static final String DOC = "What to do with records that have no value.";

  private static final Setting<String> BEHAVIOR =
      Setting.of(NAME, Kinds.word("fail", "ignore"), "fail", DOC, "ignore");
  private static final Setting<String> BEHAVIOR_WITH_WRITE =
      Setting.of(NAME, Kinds.word("fail", "ignore", "write"), "fail", DOC, "ignore");
  private static final Setting<Boolean> REPORT =
      Setting.of(
          "report.null.values.to.dlq",
          Kind.FLAG,
          "true",
          "Whether ignored records without a value go to the dead-letter topic.",
          "true");
  private static final Setting<String> TOMBSTONES =
      Setting.of(
          "tombstone.encoded.partition",
          Kind.TEXT,
          "tombstone",
          "Directory of records without a value.",
          "tombstone");

  private NullValues() {}

  /** To fail or to ignore them. */
  static List<PeerProperty> properties() {
    return List.of(
        new PeerProperty(
            BEHAVIOR, (setting, to) -> apply(setting, to.value(BEHAVIOR), "drop", to)));
  }

  /** To write them too, and to report those that are ignored. */
  static List<PeerProperty> withTombstones() {
    return List.of(
        new PeerProperty(
            BEHAVIOR_WITH_WRITE,
            (setting, to) ->
                apply(
                    setting,
                    to.value(BEHAVIOR_WITH_WRITE),
                    to.value(REPORT) ? "report" : "drop",
                    to)),
        new PeerProperty(REPORT, readWith(BEHAVIOR)),
        new PeerProperty(TOMBSTONES, readWith(BEHAVIOR)));
  }

  private static void apply(Setting<?> setting, String behavior, String ignored, Translation to) {
    switch (behavior) {
      case "write" -> write(setting, to);
      case "ignore" -> {
        to.set("null.values", ignored);
        to.kept(
            setting,
            ignored.equals("report")
                ? "they go to the dead letters where there are any, and are counted as rejects"
                : "they are dropped, and counted as rejects");
      }
      default -> {
        to.set("null.values", "fail");
        if (to.isGiven(setting)) {
          to.kept(setting, "the task ends at the first of them, before anything after it lands");
        }
      }
    }
  }

  private static void write(Setting<?> setting, Translation to) {
    String directory = to.text(TOMBSTONES);
    if (!to.value(KeysAndHeaders.STORE_KEYS)) {
      to.refused(
          setting, "write needs store.kafka.keys=true: of these records nothing but keys is left");
    } else if (directory.isBlank() || directory.matches("\\.+|.*[/,()].*")) {
      to.refused(TOMBSTONES, "must be the name of one directory, without commas and parentheses");
    } else {
      to.set("tombstones.directory", directory);
      to.kept(setting, "their keys go into files in the directory " + directory);
    }
  }
}
