// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Location;
import java.util.Arrays;

/** The one place that knows how names below a table's location are spelled. */
record Layout(String pipeline, String extension) {
  private static final String OWN = "_sluice";

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

  /**
   * {@code day=2026-11-23/orders+3+0000000042-0000000099.zstd.parquet}: first and last offset
   * inside.
   */
  Location target(Gathered records) {
    Location directory =
        records.target().path().isEmpty() ? Location.root() : new Location(records.target().path());
    return directory.child(
        String.format(
            "%s%010d-%010d%s",
            prefix(records.source()), records.firstOffset(), records.lastOffset(), extension));
  }

  private static String prefix(TopicPartition source) {
    return source.topic() + "+" + source.partition() + "+";
  }

  /**
   * Whether a file is one that {@code source} may have been written to: named after it, and in
   * directories of this table, which are all of the form {@code name=value}, not of one whose
   * location lies inside.
   */
  boolean isFileOf(TopicPartition source, Location target) {
    String directory = target.path().substring(0, target.path().length() - target.name().length());
    return target.name().startsWith(prefix(source))
        && (directory.isEmpty()
            || Arrays.stream(directory.split("/")).allMatch(name -> name.contains("=")));
  }
}
