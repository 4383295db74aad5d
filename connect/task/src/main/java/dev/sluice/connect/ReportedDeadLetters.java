// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.reject.DeadLetters;
import dev.sluice.core.reject.Rejection;
import dev.sluice.decoders.DecoderSettings.NullValues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dead letters by Kafka Connect's own dead-letter queue, with the record as it came. */
final class ReportedDeadLetters implements DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(ReportedDeadLetters.class);

  private final ErrantRecordReporter reporter;
  private final Values values;
  private final NullValues nulls;

  /**
   * @param reporter null where the connector has no dead-letter queue
   */
  ReportedDeadLetters(ErrantRecordReporter reporter, Values values, NullValues nulls) {
    this.reporter = reporter;
    this.values = values;
    this.nulls = nulls;
  }

  @Override
  public void deliver(List<Rejection> rejections) {
    List<Rejection> kept =
        rejections.stream().filter(r -> r.record().value() != null || isReported(r)).toList();
    if (kept.size() < rejections.size()) {
      LOG.info(
          "Dropped {} records without a value, as null.values says",
          rejections.size() - kept.size());
    }
    if (!kept.isEmpty()) {
      report(kept);
    }
  }

  /** Whether a record without a value is a dead letter. */
  private boolean isReported(Rejection rejection) {
    return switch (nulls) {
      case REJECT -> true;
      case REPORT -> reporter != null;
      // The others are dropped where they are read: this one was to delete a row, and could not.
      case DROP -> rejection.stage() != Rejection.Stage.ROUTE;
      case FAIL ->
          throw new RefusedException(
              rejection.record().place()
                  + " has no value, and null.values is fail. To go on, set null.values to reject, report or drop (in"
                  + " the properties of other sinks: behavior.on.null.values=ignore), then restart the task.");
    };
  }

  private void report(List<Rejection> rejections) {
    if (reporter == null) {
      throw new RefusedException(
          rejections.get(0).sentence()
              + ". The connector has no dead-letter queue, and dropping the record would lose it. Set"
              + " errors.tolerance=all and errors.deadletterqueue.topic.name, then restart the task.");
    }
    List<Future<Void>> acknowledgements = new ArrayList<>();
    for (Rejection rejection : rejections) {
      acknowledgements.add(
          reporter.report(
              toSinkRecord(rejection.record()), new RejectedRecordException(rejection.sentence())));
    }
    for (Future<Void> acknowledgement : acknowledgements) {
      await(acknowledgement);
    }
    log(rejections);
  }

  /** One line for all of them: a topic full of malformed records must not fill the disk twice. */
  private static void log(List<Rejection> rejections) {
    String first = rejections.get(0).sentence();
    int others = rejections.size() - 1;
    if (others == 0) {
      LOG.warn("{}", first);
    } else {
      LOG.warn("{} (and {} more with it, all in the dead-letter topic)", first, others);
    }
  }

  private static void await(Future<Void> acknowledgement) {
    try {
      acknowledgement.get();
    } catch (ExecutionException e) {
      throw new UnavailableException(
          "The dead-letter topic did not take a record: "
              + e.getCause().getMessage()
              + ". It will be sent again.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          "Interrupted while sending dead letters; they will be sent again.", e);
    }
  }

  private SinkRecord toSinkRecord(Envelope record) {
    ConnectHeaders headers = new ConnectHeaders();
    for (Header header : record.headers()) {
      headers.add(header.name(), header.value(), Schema.OPTIONAL_BYTES_SCHEMA);
    }
    SchemaAndValue key = values.restore(record.key());
    SchemaAndValue value = values.restore(record.value());
    return new SinkRecord(
        record.partition().topic(),
        record.partition().partition(),
        key.schema(),
        key.value(),
        value.schema(),
        value.value(),
        record.offset(),
        record.timestamp() < 0 ? null : record.timestamp(),
        org.apache.kafka.common.record.TimestampType.CREATE_TIME,
        headers);
  }
}
