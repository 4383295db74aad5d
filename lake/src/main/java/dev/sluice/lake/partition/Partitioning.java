// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.route.Router;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.WireFormat;
import java.nio.charset.StandardCharsets;
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

  /** What file systems take. */
  private static final int LONGEST_NAME = 255;

  /** Of the 1024 bytes that object stores take, what is left beside location and file. */
  private static final int LONGEST_PATH = 600;

  private final String table;
  private final List<Part> parts;
  private final String separator;
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
  private boolean placed;

  Partitioning(String table, PartitionSpec spec, WireFormat wire, InstantSource clock) {
    this.table = table;
    this.parts = spec.parts();
    this.separator = spec.separator();
    this.peek = new RecordPeek(wire, parts.stream().map(Part::field).toList(), clock);
    this.probe = Buckets.of(parts.size());
    this.time = parts.stream().map(part -> part.transform().isTime()).toList().indexOf(true);
  }

  @Override
  public TablePartition route(Envelope record) throws MalformedException {
    placed = peek.read(record) != Change.NOTHING;
    if (!placed) {
      // It makes no row, so any will do.
      return new TablePartition(table, "");
    }
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

  private String path() throws MalformedException {
    List<String> segments = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      segments.add(parts.get(i).segment(peek, i, probe));
    }
    String path = String.join(separator, segments);
    for (String name : path.split("/", -1)) {
      check("a directory's name", name, LONGEST_NAME);
    }
    check("the directories of a record together", path, LONGEST_PATH);
    return path;
  }

  /** A store that refuses one name for ever would hold up all records behind it. */
  private static void check(String what, String name, int longest) throws MalformedException {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > longest) {
      throw new MalformedException(
          what
              + " may have "
              + longest
              + " bytes, and the record's values make "
              + bytes
              + ": "
              + name.substring(0, 40)
              + "...; where such values are usual, partition by truncate(40, field) or bucket(16, field)");
    }
  }

  /** That of the first time in the partition, if there is one. */
  @Override
  public long time(Envelope record) {
    if (time < 0 || !placed || probe.isNull(time)) {
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
