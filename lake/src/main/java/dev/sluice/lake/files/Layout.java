// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Location;
import java.util.regex.Pattern;

/** The one place that knows how names below a table's location are spelled. */
record Layout(String pipeline, Naming naming, String extension) {
  private static final String OWN = "_sluice";

  /** For who only reads what the pipeline keeps for itself. */
  static Layout ofLedger(String pipeline) {
    return new Layout(pipeline, Naming.in(Pattern.compile("")), "");
  }

  Location pipelines() {
    return Location.root().child(OWN).child(pipeline);
  }

  /** {@code _sluice/orders/manifests/orders/3}. */
  Location manifests(TopicPartition source) {
    return pipelines()
        .child("manifests")
        .child(source.topic())
        .child(Integer.toString(source.partition()));
  }

  /** {@code _sluice/orders/staged/orders/3}. */
  Location staged(TopicPartition source) {
    return pipelines()
        .child("staged")
        .child(source.topic())
        .child(Integer.toString(source.partition()));
  }

  /** {@code _sluice/orders/staged/orders/3/OWNER-17.staged}: matched by no reader's pattern. */
  Location stagedFile(TopicPartition source, String owner, long number) {
    return staged(source).child(owner + "-" + number + ".staged");
  }

  /** {@code day=2026-11-23/orders+3+0000000042-0000000099.zstd.parquet}. */
  Location target(Gathered records) {
    return target(records, extension);
  }

  /** {@code day=2026-11-23/orders+3+0000000042-0000000099.keys.avro}. */
  Location target(Gathered records, FileSet.Beside beside) {
    return target(records, "." + beside.name() + beside.encoder().extension());
  }

  private Location target(Gathered records, String ending) {
    String name = naming.name(records.source(), records.firstOffset(), records.lastOffset());
    return new Location(naming.path(records.target().path(), name + ending));
  }

  /** Whether a file is one that {@code source} may have been written to. */
  boolean isFileOf(TopicPartition source, Location target) {
    return naming.isFileOf(source, target.path());
  }
}
