// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The Kafka Streams topology of an emitted view; all its parts have names that stay. */
public final class ViewTopology {
  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

  private final StreamPlan plan;
  private final Emission emission;
  private final ViewMeters meters;
  private final StateKind state;
  private final String deadLetters;

  /** Where state is kept, besides its topic. */
  public enum StateKind {
    ROCKSDB,
    MEMORY
  }

  /**
   * @param deadLetters the topic that takes records that cannot go on
   */
  public ViewTopology(
      StreamPlan plan, Emission emission, ViewMeters meters, StateKind state, String deadLetters) {
    this.plan = plan;
    this.emission = emission;
    this.meters = meters;
    this.state = state;
    this.deadLetters = deadLetters;
  }

  public Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    plan.table().ifPresent(table -> addTable(builder, table));
    KStream<byte[], byte[]> rows =
        builder.stream(plan.stream().topic(), Consumed.with(BYTES, BYTES).withName("read"))
            .process(new RowSupplier(), Named.as("rows"));
    reject(rows, RowProcessor.REJECTED);
    KStream<byte[], byte[]> kept = rows.process(PassOn::new, Named.as(RowProcessor.KEPT));
    Produced<byte[], byte[]> emitted = Produced.with(BYTES, BYTES);
    if (plan.query().isGrouped()) {
      KStream<byte[], byte[]> groups =
          kept.repartition(Repartitioned.with(BYTES, BYTES).withName(Groups.STORE))
              .process(new GroupSupplier(), Named.as("group"));
      reject(groups, GroupProcessor.REJECTED);
      groups
          .process(PassOn::new, Named.as(GroupProcessor.EMITTED))
          .to(plan.header().topic(), emitted.withName("emit"));
    } else {
      kept.to(plan.header().topic(), emitted.withName("emit"));
    }
    return builder.build();
  }

  private void reject(KStream<byte[], byte[]> from, String name) {
    from.process(PassOn::new, Named.as(name))
        .to(deadLetters, Produced.with(BYTES, BYTES).withName(name + "-sink"));
  }

  private void addTable(StreamsBuilder builder, SourceTable table) {
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(supplier(TableProcessor.STORE), BYTES, BYTES)
            .withLoggingDisabled(),
        table.topic(),
        Consumed.with(BYTES, BYTES).withName("read-table"),
        () -> new TableProcessor(plan));
  }

  private KeyValueBytesStoreSupplier supplier(String name) {
    return switch (state) {
      case ROCKSDB -> Stores.persistentKeyValueStore(name);
      case MEMORY -> Stores.inMemoryKeyValueStore(name);
    };
  }

  /** The row processor, and where its rows are put together. */
  private final class RowSupplier implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
    private final boolean gathers = Partials.suit(plan);

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
      return new RowProcessor(plan, emission, meters, gathers);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return gathers ? Set.of(Partials.builder(plan)) : Set.of();
    }
  }

  /** The group processor and its stores. */
  private final class GroupSupplier implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
      return new GroupProcessor(plan, emission, meters);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      StoreBuilder<?> groups = store(Groups.STORE);
      return plan.isClosing() ? Set.of(groups, store(Groups.CLOSING)) : Set.of(groups);
    }

    private StoreBuilder<?> store(String name) {
      return Stores.keyValueStoreBuilder(supplier(name), Serdes.Bytes(), BYTES)
          .withCachingEnabled()
          .withLoggingEnabled(Map.of());
    }
  }

  /** A node that can be forwarded to by its name. */
  private static final class PassOn extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      context().forward(record);
    }
  }
}
