// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.route.Router;
import dev.sluice.core.route.TablePartition;
import dev.sluice.decoders.connect.ConnectFormat;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;

/** Closes files where the schema of values changes. */
record SchemaRouter(Router routes, ConnectFormat format, SchemaChange change) implements Router {
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
    Gathered file = open.get(target);
    return (file != null && change.divides(schema(file), schema(record)))
        || routes.divides(record, target, open);
  }

  /** That of the first record: whatever follows in the file may follow it. */
  private Schema schema(Gathered file) {
    Gathered.Cursor first = file.cursor();
    return first.next()
        ? format.schema(first.bytes(), first.valueAt(), first.valueLength()).orElse(null)
        : null;
  }

  private Schema schema(Envelope record) {
    return format.schema(record.value()).orElse(null);
  }
}
