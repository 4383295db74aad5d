// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.route.Router;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.shred.WireFormat;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ROUTE for the lake: which directory of the table a record belongs to. Looks at the partition's
 * fields only, and keeps the answers of the values seen last, so that the usual record costs no
 * object.
 */
final class Partitioning implements Router {
  private static final int REMEMBERED = 10_000;

  private final String table;
  private final List<Part> parts;
  private final RecordPeek peek;
  private final int time;
  private final Map<Buckets, TablePartition> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Buckets, TablePartition> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Buckets probe;

  Partitioning(String table, List<Part> parts, WireFormat wire, InstantSource clock) {
    this.table = table;
    this.parts = parts;
    this.peek = new RecordPeek(wire, parts.stream().map(Part::field).toList(), clock);
    this.probe = Buckets.of(parts.size());
    this.time = parts.stream().map(part -> part.transform().isTime()).toList().indexOf(true);
  }

  @Override
  public TablePartition route(Envelope record) throws MalformedException {
    peek.read(record);
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).bucket(peek, i, probe);
    }
    TablePartition partition = known.get(probe);
    if (partition == null) {
      partition = new TablePartition(table, path());
      known.put(probe.copy(), partition);
    }
    return partition;
  }

  private String path() {
    List<String> segments = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      segments.add(parts.get(i).segment(peek, i, probe));
    }
    return String.join("/", segments);
  }

  /** That of the first time in the partition, if there is one. */
  @Override
  public long time(Envelope record) {
    if (time < 0 || probe.isNull(time)) {
      return record.timestamp();
    }
    try {
      return Math.floorDiv(Times.micros(peek, time), 1000L);
    } catch (MalformedException e) {
      // It has been read once already, for the route.
      throw new IllegalStateException(e);
    }
  }
}
