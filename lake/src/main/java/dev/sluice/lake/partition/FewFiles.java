// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.route.Router;
import dev.sluice.core.route.TablePartition;
import java.util.Map;

/**
 * Closes all files of a Kafka partition before one too many is begun.
 *
 * @param most files of a Kafka partition that are open at a time
 */
public record FewFiles(Router routes, long most) implements Router {
  @Override
  public TablePartition route(Envelope record) throws MalformedException {
    return routes.route(record);
  }

  @Override
  public long time(Envelope record) {
    return routes.time(record);
  }

  @Override
  public boolean divides(
      Envelope record, TablePartition target, Map<TablePartition, Gathered> open) {
    return (open.size() >= most && !open.containsKey(target))
        || routes.divides(record, target, open);
  }
}
