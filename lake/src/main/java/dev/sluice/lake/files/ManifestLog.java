// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.util.List;

/**
 * The manifest sequence of one topic-partition: {@code
 * _sluice/PIPELINE/TOPIC/PARTITION/NUMBER.json}. Whoever creates a number owns it; nobody changes
 * it afterwards.
 */
final class ManifestLog {
  private static final String SUFFIX = ".json";

  private final Store store;
  private final Location folder;

  ManifestLog(Store store, Layout layout, TopicPartition source) {
    this.store = store;
    this.folder = layout.manifests(source);
  }

  /** The highest number taken; 0 if none is. */
  long last() throws IOException {
    List<String> names = store.list(folder);
    long last = 0;
    for (String name : names) {
      if (name.endsWith(SUFFIX)) {
        last = Math.max(last, Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
      }
    }
    return last;
  }

  /** Every number taken, in order. */
  List<Long> numbers() throws IOException {
    return store.list(folder).stream()
        .filter(name -> name.endsWith(SUFFIX))
        .map(name -> Long.parseLong(name.substring(0, name.length() - SUFFIX.length())))
        .sorted()
        .toList();
  }

  Manifest read(long number) throws IOException {
    return Manifest.fromBytes(store.read(at(number)));
  }

  /** Takes a number; false if somebody else has it. */
  boolean append(long number, Manifest manifest) throws IOException {
    return store.putIfAbsent(at(number), manifest.toBytes());
  }

  private Location at(long number) {
    return folder.child(String.format("%012d%s", number, SUFFIX));
  }
}
