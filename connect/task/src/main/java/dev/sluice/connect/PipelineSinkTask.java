// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.commit.Staged;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.metrics.RuleMeters;
import dev.sluice.core.pipeline.Pipeline;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.decoders.DecoderSettings;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * A sink task's life, told to a pipeline. Where the pipeline cannot take more, the partitions are
 * paused and the rest of the poll waits here; nothing in this class waits for the outside world.
 */
public abstract class PipelineSinkTask<S extends Staged> extends SinkTask {
  /** Longest time between two looks at what the pipeline's threads have done. */
  private static final long TICK_MILLIS = 100;

  private final ArrayDeque<SinkRecord> backlog = new ArrayDeque<>();
  private final Map<TopicPartition, Long> skippedFrom = new HashMap<>();
  private Pipeline<S> pipeline;
  private Envelopes envelopes;
  private TaskSettings.Start start;
  private Map<Integer, Long> until = Map.of();
  private boolean paused;
  private RuleMeters rules;

  /** Reads and checks the task's properties. */
  protected abstract Settings settings(Map<String, String> properties);

  /** Puts the pipeline together. */
  protected abstract Pipeline<S> assemble(Settings settings, TaskParts parts);

  @Override
  public final void start(Map<String, String> properties) {
    Settings settings = settings(properties);
    Values values = Values.of(settings);
    envelopes = new Envelopes(values);
    start = settings.get(TaskSettings.START);
    until = settings.get(TaskSettings.UNTIL);
    TaskParts parts =
        TaskParts.of(
            settings,
            properties,
            new RecordFormats(values.format(), values.keys(), DecoderSettings.tombstones(settings)),
            new ReportedDeadLetters(
                context.errantRecordReporter(), values, DecoderSettings.nullValues(settings)));
    rules = parts.rules();
    pipeline = assemble(settings, parts);
  }

  @Override
  public final void open(Collection<org.apache.kafka.common.TopicPartition> partitions) {
    partitions.forEach(context::pause);
    pipeline.open(partitions.stream().map(Envelopes::partition).toList());
  }

  @Override
  public final void put(Collection<SinkRecord> records) {
    resumeOpened();
    while (!backlog.isEmpty() && take(backlog.peek())) {
      backlog.remove();
    }
    for (SinkRecord record : records) {
      if (!backlog.isEmpty() || !take(record)) {
        backlog.add(record);
      }
    }
    pipeline.tick();
    flow();
    context.timeout(TICK_MILLIS);
  }

  /** False if the pipeline cannot take the record now. */
  private boolean take(SinkRecord record) {
    if (pipeline.saturated()) {
      return false;
    }
    TopicPartition partition = Envelopes.partition(record);
    if (pipeline.opening().contains(partition)) {
      // Its position is not known yet; once it is, the consumer goes back to it.
      skippedFrom.putIfAbsent(partition, record.originalKafkaOffset());
      return true;
    }
    if (isBehindEnd(record)) {
      context.pause(Envelopes.partition(partition));
      return true;
    }
    try {
      pipeline.put(envelopes.of(record));
      return true;
    } catch (UnavailableException e) {
      return false;
    }
  }

  private boolean isBehindEnd(SinkRecord record) {
    Long end = until.isEmpty() ? null : until.get(record.originalKafkaPartition());
    return end != null && record.originalKafkaOffset() >= end;
  }

  private void resumeOpened() {
    Collection<TopicPartition> opening = pipeline.opening();
    pipeline
        .opened()
        .ifPresent(
            positions -> {
              for (TopicPartition partition : opening) {
                Long from = positions.getOrDefault(partition, startOf(partition));
                if (from != null) {
                  context.offset(Envelopes.partition(partition), from);
                }
              }
              skippedFrom.clear();
              if (!paused) {
                opening.forEach(partition -> context.resume(Envelopes.partition(partition)));
              }
            });
  }

  /**
   * Where to start a partition without a position; null where the consumer stands already. A
   * committed offset is not trusted by default: the destination that it was true for may have been
   * lost, and what it held would be missing for ever.
   */
  private Long startOf(TopicPartition partition) {
    return switch (start) {
      case EARLIEST -> 0L;
      case COMMITTED -> skippedFrom.get(partition);
    };
  }

  private void flow() {
    boolean full = !backlog.isEmpty() || pipeline.saturated();
    if (full && !paused) {
      context.assignment().forEach(context::pause);
    } else if (!full && paused) {
      Collection<TopicPartition> opening = pipeline.opening();
      for (org.apache.kafka.common.TopicPartition partition : context.assignment()) {
        if (!opening.contains(Envelopes.partition(partition))) {
          context.resume(partition);
        }
      }
    }
    paused = full;
  }

  @Override
  public final Map<org.apache.kafka.common.TopicPartition, OffsetAndMetadata> preCommit(
      Map<org.apache.kafka.common.TopicPartition, OffsetAndMetadata> consumed) {
    Map<org.apache.kafka.common.TopicPartition, OffsetAndMetadata> safe = new HashMap<>();
    pipeline
        .positions()
        .forEach(
            (position, offset) -> {
              org.apache.kafka.common.TopicPartition partition = Envelopes.partition(position);
              OffsetAndMetadata read = consumed.get(partition);
              // Before the consumer has gone to its position, the worker would call it invalid.
              if (read != null && offset <= read.offset()) {
                safe.put(partition, new OffsetAndMetadata(offset));
              }
            });
    return safe;
  }

  @Override
  public final void close(Collection<org.apache.kafka.common.TopicPartition> partitions) {
    backlog.removeIf(
        record -> partitions.contains(Envelopes.partition(Envelopes.partition(record))));
    pipeline.close(partitions.stream().map(Envelopes::partition).toList());
    Collection<TopicPartition> again = pipeline.opening();
    // What had to be claimed again will be read again from its position.
    backlog.removeIf(record -> again.contains(Envelopes.partition(record)));
    again.forEach(partition -> context.pause(Envelopes.partition(partition)));
  }

  @Override
  public final void stop() {
    if (rules != null) {
      rules.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }

  @Override
  public final String version() {
    return Versions.own();
  }
}
