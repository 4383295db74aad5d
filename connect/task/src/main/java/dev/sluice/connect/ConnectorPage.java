// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.SettingTable;

/** Writes the reference page of a connector from its declared settings. */
public final class ConnectorPage {
  private ConnectorPage() {}

  /** Takes the connector's class, and prints its page. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    PipelineSinkConnector connector =
        Class.forName(arguments[0])
            .asSubclass(PipelineSinkConnector.class)
            .getDeclaredConstructor()
            .newInstance();
    System.out.print(write(connector));
  }

  static String write(PipelineSinkConnector connector) {
    StringBuilder page =
        new StringBuilder(
            String.format(
                """
      # %1$s

      <!-- Written by dev.sluice.connect.ConnectorPage from the declared settings; do not edit. -->

      Properties of `connector.class=%2$s`, on top of Kafka Connect's own (`name`, `topics`, `tasks.max`,
      `errors.*`). Unpack the plug-in archive into a folder of the worker's `plugin.path`. %3$s
      Records that cannot be read or written go to Connect's dead-letter queue: set `errors.tolerance=all` and
      `errors.deadletterqueue.topic.name`; without one, the task stops at the first of them.
      """,
                connector.getClass().getSimpleName(),
                connector.getClass().getName(),
                connector.converters()));
    for (SettingGroup group : connector.groups()) {
      page.append("\n## ").append(group.title()).append("\n\n").append(group.doc());
      page.append("\n\n").append(SettingTable.markdown(group));
    }
    return page.toString();
  }
}
