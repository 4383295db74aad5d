// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.warehouse.WarehouseLedger;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the warehouse tables that are made of another topic than the file names by now. They stay
 * so until a replay has made them of that one: a table must not hold the rows of both.
 */
final class TablesMade {
  private static final Logger LOG = LoggerFactory.getLogger(TablesMade.class);

  private TablesMade() {}

  /**
   * Tells the plans.
   *
   * @throws StartupException if a table is made of a topic that the file does not tell of any more
   */
  static void find(PipelineFile file, ConnectorPlans plans, Warehouse warehouse) {
    for (PipelineFile.Section table : file.warehouseTables()) {
      Set<String> topics = topics(file, table, warehouse);
      if (!topics.isEmpty() && !topics.contains(table.topic())) {
        String topic = topics.iterator().next();
        if (topics.size() > 1 || file.findTopic(topic).isEmpty()) {
          throw new StartupException(
              "Table "
                  + table.name()
                  + " is made of topic "
                  + String.join(", ", topics)
                  + ", and the file names topic "
                  + table.topic()
                  + " for it. Keep the former below topics, too, until sluice replay "
                  + table.name()
                  + " has made the table of the other one.");
        }
        plans.make(table, topic);
        LOG.warn(
            "Table {} is made of topic {}, and the file names {}: sluice replay {} makes it of that"
                + " one, and switches",
            table.name(),
            topic,
            table.topic(),
            table.name());
      }
    }
  }

  /** None where they cannot be read: the table's task asks again before it takes a row. */
  private static Set<String> topics(
      PipelineFile file, PipelineFile.Section table, Warehouse warehouse) {
    String connector = ConnectorPlans.warehouseName(file, table);
    try (WarehouseLedger ledger = new WarehouseLedger(warehouse.database(), connector)) {
      return ledger.topics();
    } catch (UnavailableException | RefusedException e) {
      return Set.of();
    }
  }
}
