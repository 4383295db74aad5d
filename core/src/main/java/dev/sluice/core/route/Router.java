// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.route;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.Envelope;
import java.util.Map;

/** Says which table partition a record belongs to, looking at as few of its bytes as it can. */
public interface Router {
  /**
   * Called once per record on the task's thread; does not block.
   *
   * @throws MalformedException if the record's own bytes do not tell where it belongs
   */
  TablePartition route(Envelope record) throws MalformedException;

  /**
   * The time of the record that was routed last, in milliseconds since 1970: Kafka's, unless the
   * table goes by another.
   */
  default long time(Envelope record) {
    return record.timestamp();
  }

  /**
   * Whether the record that was routed last must share no commit with what waits of its
   * topic-partition: all of that is closed before it then.
   *
   * @param target where the record belongs
   * @param open what waits, by table partition
   */
  default boolean divides(
      Envelope record, TablePartition target, Map<TablePartition, Gathered> open) {
    return false;
  }
}
