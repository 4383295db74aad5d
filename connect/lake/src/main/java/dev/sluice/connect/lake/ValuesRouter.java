// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.route.Router;
import dev.sluice.core.route.TablePartition;
import java.util.Map;

/**
 * Sends records with a value where another router does.
 *
 * @param others where records without a value go, of which no row will be made
 */
record ValuesRouter(Router values, TablePartition others) implements Router {
  @Override
  public TablePartition route(Envelope record) throws MalformedException {
    return record.value() == null ? others : values.route(record);
  }

  @Override
  public long time(Envelope record) {
    return record.value() == null ? record.timestamp() : values.time(record);
  }

  @Override
  public boolean divides(
      Envelope record, TablePartition target, Map<TablePartition, Gathered> open) {
    return record.value() != null && values.divides(record, target, open);
  }
}
