// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * What is done before each commit, as part of it. It is how the DSL's own aggregates emit; Kafka
 * Streams has no public name for it, so this class and {@link Partials} are the two places that use
 * the internal one.
 */
final class BeforeCommit {
  /** Takes a key and its new value; null for a deletion. */
  interface Listener {
    void changed(byte[] key, byte[] value);
  }

  private BeforeCommit() {}

  /**
   * Hears what a store's cache writes out: so a group that has changed a thousand times is emitted
   * once, and never missed.
   */
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
            .setFlushListener(
                record ->
                    in(
                        node,
                        internal,
                        () -> listener.changed(record.key().get(), record.value().newValue)),
                false);
    if (!cached) {
      throw new IllegalStateException("store " + store.name() + " has no cache to listen to");
    }
  }

  /** Work that may forward as the processor at hand does, whenever it is run. */
  static Runnable asHere(ProcessorContext<byte[], byte[]> context, Runnable work) {
    InternalProcessorContext<byte[], byte[]> internal =
        (InternalProcessorContext<byte[], byte[]>) context;
    ProcessorNode<?, ?, ?, ?> node = internal.currentNode();
    return () -> in(node, internal, work);
  }

  private static void in(
      ProcessorNode<?, ?, ?, ?> node,
      InternalProcessorContext<byte[], byte[]> context,
      Runnable work) {
    ProcessorNode<?, ?, ?, ?> before = context.currentNode();
    context.setCurrentNode(node);
    try {
      work.run();
    } finally {
      context.setCurrentNode(before);
    }
  }
}
