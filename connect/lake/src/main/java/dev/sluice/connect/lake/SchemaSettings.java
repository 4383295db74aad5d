// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import java.util.List;

/** What the schemas of Connect's values do to files. */
final class SchemaSettings {
  static final Setting<SchemaChange> CHANGE =
      Setting.of(
          "rotate.on.schema.change",
          Kind.choice(SchemaChange.class),
          "never",
          "Whether a value of another Connect schema closes the files of its Kafka partition: never, as records of all"
              + " schemas share a file with the columns of all; at any change; or when the schema's version is newer, or"
              + " older, than that of the file.",
          "any");

  static final SettingGroup GROUP =
      new SettingGroup("Schemas", "What schemas do to files.", List.of(CHANGE));

  private SchemaSettings() {}
}
