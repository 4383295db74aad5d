// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.streams.expression.Expression;
import dev.sluice.streams.expression.ExpressionCompiler;
import dev.sluice.streams.sql.Join;
import dev.sluice.views.ViewRefusal;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the joined table's newest rows by the column that is looked up. A record without a value
 * takes the row with its key away.
 */
final class TableProcessor implements Processor<byte[], byte[], Void, Void> {
  static final String STORE = "table";
  private static final Logger LOG = LoggerFactory.getLogger(TableProcessor.class);

  private final StreamPlan plan;
  private final ByteOutput out = new ByteOutput();
  private KeyValueStore<byte[], byte[]> store;
  private TableRow row;
  private Expression column;

  TableProcessor(StreamPlan plan) {
    this.plan = plan;
  }

  /** Where the row of a looked-up value is. */
  static byte[] rowKey(byte[] joinKey) {
    return tagged('r', joinKey);
  }

  /** Where the looked-up value of a record's key is. */
  private static byte[] recordKey(byte[] key) {
    return tagged('k', key);
  }

  private static byte[] tagged(char tag, byte[] key) {
    byte[] tagged = new byte[key.length + 1];
    tagged[0] = (byte) tag;
    System.arraycopy(key, 0, tagged, 1, key.length);
    return tagged;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(STORE);
    SourceTable table = plan.table().orElseThrow();
    Join join = plan.query().join().orElseThrow();
    row = new TableRow(table, plan.usedOf(table));
    Names names = Names.of(row, join.alias(), plan);
    try {
      column =
          new ExpressionCompiler(plan.parser(), plan.binder(), plan.text(), names)
              .compile(join.column());
    } catch (ViewRefusal e) {
      throw new IllegalStateException("a view that has been planned: " + e.getMessage(), e);
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.key() == null) {
      LOG.warn("A record of table {} has no key and is passed over", plan.table().get().topic());
      return;
    }
    byte[] before = store.get(recordKey(record.key()));
    if (before != null) {
      store.delete(rowKey(before));
      store.delete(recordKey(record.key()));
    }
    if (record.value() != null) {
      put(record);
    }
  }

  private void put(Record<byte[], byte[]> record) {
    try {
      Patience.run(() -> row.read(record.value()));
      column.evaluate();
      if (column.isNull()) {
        return;
      }
      JoinKeys.write(column, out.reset());
      byte[] joinKey = out.toBytes();
      store.put(recordKey(record.key()), joinKey);
      store.put(rowKey(joinKey), record.value());
    } catch (MalformedException e) {
      LOG.warn(
          "A record of table {} is passed over: {}", plan.table().get().topic(), e.getMessage());
    }
  }
}
