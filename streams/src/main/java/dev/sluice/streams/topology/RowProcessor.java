// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.streams.expression.WindowStart;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Takes records apart, leaves out what the view does not want, and says which group each is of. */
final class RowProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  static final String KEPT = "kept";
  static final String REJECTED = "rejected-rows";

  private final StreamPlan plan;
  private final Emission emission;
  private final ViewMeters meters;
  private final Rejects rejects;
  private final ByteOutput keys = new ByteOutput();
  private final ByteOutput values = new ByteOutput();
  private final boolean timed;
  private final boolean ending;
  private final boolean gathers;
  private RowProgram program;
  private ProcessorContext<byte[], byte[]> context;
  private ReadOnlyKeyValueStore<byte[], byte[]> table;
  private Groups groups;
  private Partials partials;

  /**
   * @param gathers whether rows of a group are put together before they are sent on
   */
  RowProcessor(StreamPlan plan, Emission emission, ViewMeters meters, boolean gathers) {
    this.gathers = gathers;
    this.plan = plan;
    this.emission = emission;
    this.meters = meters;
    this.rejects = new Rejects(plan.name());
    this.timed = Groups.isTimed(plan);
    this.ending = Groups.isEnding(plan);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> given) {
    context = given;
    program = RowProgram.compilePlanned(plan);
    if (gathers) {
      groups = new Groups(plan, emission, program.measures());
      partials = context.getStateStore(Partials.STORE);
      partials.begin(context, groups, this::send);
    }
    if (plan.query().join().isPresent()) {
      table = context.getStateStore(TableProcessor.STORE);
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    meters.row();
    try {
      if (isOfView(record)) {
        forward(record);
      }
    } catch (MalformedException e) {
      meters.rejected();
      RecordMetadata place = context.recordMetadata().orElseThrow();
      context.forward(
          rejects.record(
              record,
              record.value(),
              place.topic(),
              place.partition(),
              place.offset(),
              "decode",
              e.getMessage()),
          REJECTED);
    }
  }

  private boolean isOfView(Record<byte[], byte[]> record) throws MalformedException {
    Patience.run(() -> program.read(record.value()));
    return (table == null || isJoined()) && program.matches();
  }

  private boolean isJoined() throws MalformedException {
    byte[] key = program.joinKey(keys);
    byte[] row = key == null ? null : table.get(TableProcessor.rowKey(key));
    if (row == null) {
      meters.unmatched();
      if (!plan.query().join().orElseThrow().outer()) {
        return false;
      }
    }
    Patience.run(() -> program.join(row));
    return true;
  }

  private void forward(Record<byte[], byte[]> record) throws MalformedException {
    if (!plan.query().isGrouped()) {
      program.project(emission.startValue(values.reset()));
      context.forward(record.withValue(values.toBytes()), KEPT);
      return;
    }
    program.evaluate();
    if (!program.isHopping()) {
      forward(record, timed ? program.time() : 0, ending ? program.end() : 0);
      return;
    }
    StreamPlan.Span span = plan.windowSpan().orElseThrow();
    long time = program.time();
    long begin = WindowStart.last(time, span.step().length());
    for (; begin + span.size().length() > time; begin -= span.step().length()) {
      program.begin(begin);
      forward(record, time, begin + span.size().length());
    }
  }

  private void forward(Record<byte[], byte[]> record, long time, long end)
      throws MalformedException {
    if (gathers) {
      program.writePartial(values.reset());
      program.writeKey(keys.reset());
      byte[] state = groups.state(Math.max(0, record.timestamp()), values.toBytes());
      if (timed) {
        long offset = context.recordMetadata().orElseThrow().offset();
        partials.add(keys.toBytes(), state, time, end, offset);
      } else {
        partials.add(keys.toBytes(), state);
      }
      return;
    }
    Optional<RecordMetadata> place = context.recordMetadata();
    values.reset();
    values.writeVarint(place.map(RecordMetadata::partition).orElse(-1));
    values.writeVarint(place.map(RecordMetadata::offset).orElse(-1L));
    if (timed) {
      values.writeFixed(time);
    }
    if (ending) {
      values.writeFixed(end);
    }
    program.writePartial(values);
    program.writeKey(keys.reset());
    context.forward(
        new Record<>(keys.toBytes(), values.toBytes(), Math.max(0, record.timestamp())), KEPT);
  }

  /** Rows go with their places where they may turn out to be late. */
  private void send(Partial partial) {
    values.reset();
    partial.writePlaces(context.taskId().partition(), values);
    if (timed) {
      values.writeFixed(partial.time());
      values.writeFixed(partial.end());
    }
    Groups.writePartial(partial.state(), values);
    context.forward(
        new Record<>(partial.group(), values.toBytes(), groups.timestamp(partial.state())), KEPT);
  }
}
