// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.internals.Change;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Hears what a store's cache writes out, which happens before each commit: so a group that has
 * changed a thousand times is emitted once, and never missed. It is how the DSL's own aggregates
 * emit; Kafka Streams has no public name for it, so this class is the one place that uses the
 * internal one.
 */
final class CacheEmission {
  /** Takes a key and its new value; null for a deletion. */
  interface Listener {
    void changed(byte[] key, byte[] value);
  }

  private CacheEmission() {}

  @SuppressWarnings("unchecked")
  static void listen(
      ProcessorContext<byte[], byte[]> context,
      KeyValueStore<Bytes, byte[]> store,
      Listener listener) {
    InternalProcessorContext<byte[], byte[]> internal =
        (InternalProcessorContext<byte[], byte[]>) context;
    ProcessorNode<?, ?, ?, ?> node = internal.currentNode();
    boolean cached =
        ((CachedStateStore<Bytes, byte[]>) store)
            .setFlushListener(record -> heard(internal, node, record, listener), false);
    if (!cached) {
      throw new IllegalStateException("store " + store.name() + " has no cache to listen to");
    }
  }

  private static void heard(
      InternalProcessorContext<byte[], byte[]> context,
      ProcessorNode<?, ?, ?, ?> node,
      Record<Bytes, Change<byte[]>> record,
      Listener listener) {
    ProcessorNode<?, ?, ?, ?> before = context.currentNode();
    context.setCurrentNode(node);
    try {
      listener.changed(record.key().get(), record.value().newValue);
    } finally {
      context.setCurrentNode(before);
    }
  }
}
