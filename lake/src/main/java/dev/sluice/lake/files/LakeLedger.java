// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The receipts of a table of files, read from its manifests. Manifests never change, so each is
 * read once; asking again reads only what is new. Not thread-safe.
 */
public final class LakeLedger implements Ledger {
  private final String table;
  private final Store store;
  private final Layout layout;
  private final Map<TopicPartition, List<Receipt>> receipts = new TreeMap<>();
  private final Map<TopicPartition, Long> seen = new TreeMap<>();

  public LakeLedger(String table, Store store, String pipeline) {
    this.table = table;
    this.store = store;
    this.layout = Layout.ofLedger(pipeline);
  }

  @Override
  public String name() {
    return "lake " + table;
  }

  @Override
  public List<Receipt> receipts() {
    try {
      readNew();
    } catch (IOException e) {
      throw new UnavailableException(
          "The manifests in " + store.describe() + " cannot be read (" + e + ").", e);
    }
    return receipts.values().stream().flatMap(List::stream).toList();
  }

  private void readNew() throws IOException {
    Location topics = layout.pipelines().child("manifests");
    for (String topic : store.list(topics)) {
      for (String partition : store.list(topics.child(topic))) {
        readNew(new TopicPartition(topic, Integer.parseInt(partition)));
      }
    }
  }

  private void readNew(TopicPartition partition) throws IOException {
    ManifestLog log = new ManifestLog(store, layout, partition);
    long last = seen.getOrDefault(partition, 0L);
    for (long number : log.numbers()) {
      if (number > last) {
        Manifest manifest = log.read(number);
        if (manifest.kind() == Manifest.Kind.COMMIT) {
          receipts.computeIfAbsent(partition, p -> new ArrayList<>()).add(manifest.receipt());
        }
        seen.put(partition, number);
      }
    }
  }
}
