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
 * Records without a value in a directory of their own. They and the others never wait side by side:
 * where one kind follows the other, all that waits is closed.
 *
 * @param others routes records that have a value
 * @param tombstones routes those that have none
 */
public record Tombstones(Router others, Router tombstones) implements Router {
  @Override
  public TablePartition route(Envelope record) throws MalformedException {
    return record.value() == null ? tombstones.route(record) : others.route(record);
  }

  @Override
  public long time(Envelope record) {
    return record.value() == null ? record.timestamp() : others.time(record);
  }

  @Override
  public boolean divides(
      Envelope record, TablePartition target, Map<TablePartition, Gathered> open) {
    return open.values().stream()
            .findFirst()
            .filter(waiting -> isTombstone(waiting) != (record.value() == null))
            .isPresent()
        || (record.value() != null && others.divides(record, target, open));
  }

  private static boolean isTombstone(Gathered waiting) {
    Gathered.Cursor first = waiting.cursor();
    return first.next() && first.valueLength() < 0;
  }
}
