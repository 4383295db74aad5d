// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Destination;
import dev.sluice.core.commit.Staged;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.settings.Settings;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka, whenever partitions are claimed, whether it still has the records that come next.
 * Where retention has deleted them, a consumer would go on behind the gap without a word.
 */
public final class ExpiryCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiryCheck.class);

  private final Map<String, Object> client;
  private final TaskSettings.Expired policy;

  private ExpiryCheck(Map<String, Object> client, TaskSettings.Expired policy) {
    this.client = client;
    this.policy = policy;
  }

  /** As the task's properties say; without a client's address nothing can be asked. */
  static ExpiryCheck of(Settings settings, Map<String, String> properties) {
    Map<String, Object> client = new HashMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(TaskSettings.KAFKA_CLIENT)) {
            client.put(name.substring(TaskSettings.KAFKA_CLIENT.length()), value);
          }
        });
    return new ExpiryCheck(client, settings.get(TaskSettings.EXPIRED));
  }

  /** The destination, with the check at each claim. */
  public <S extends Staged> Destination<S> over(Destination<S> destination) {
    return client.isEmpty() ? destination : new Checked<>(destination, this);
  }

  private void check(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, Long> starts = positions.isEmpty() ? Map.of() : starts(positions.keySet());
    positions.forEach(
        (partition, position) -> {
          long start = starts.getOrDefault(partition, 0L);
          if (position < start) {
            tell(partition, position, start);
          }
        });
  }

  private void tell(TopicPartition partition, long position, long start) {
    String what =
        "Kafka has deleted the offsets "
            + position
            + " to "
            + (start - 1)
            + " of "
            + partition
            + " (retention) before they were landed. ";
    switch (policy) {
      case FAIL ->
          throw new RefusedException(
              what
                  + "Land them from a backup if there is one; set "
                  + TaskSettings.EXPIRED.name()
                  + "=skip to go on with offset "
                  + start
                  + ", and give the topic a longer retention.");
      case SKIP -> LOG.warn("{}It goes on with offset {}.", what, start);
    }
  }

  private Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
    Map<org.apache.kafka.common.TopicPartition, OffsetSpec> earliest = new HashMap<>();
    for (TopicPartition partition : partitions) {
      earliest.put(Envelopes.partition(partition), OffsetSpec.earliest());
    }
    try (Admin admin = Admin.create(client)) {
      Map<TopicPartition, Long> starts = new HashMap<>();
      admin
          .listOffsets(earliest)
          .all()
          .get()
          .forEach(
              (partition, start) -> starts.put(Envelopes.partition(partition), start.offset()));
      return starts;
    } catch (ExecutionException e) {
      throw new UnavailableException(
          "Kafka does not tell where the log of "
              + partitions
              + " starts: "
              + e.getCause().getMessage()
              + "; it is asked again.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("Interrupted while asking where the log starts.", e);
    }
  }

  private record Checked<S extends Staged>(Destination<S> inner, ExpiryCheck check)
      implements Destination<S> {
    @Override
    public Map<TopicPartition, Long> open(Collection<TopicPartition> partitions) {
      Map<TopicPartition, Long> positions = inner.open(partitions);
      check.check(positions);
      return positions;
    }

    @Override
    public S stage(Gathered records) {
      return inner.stage(records);
    }

    @Override
    public void commit(Commit<S> commit) {
      inner.commit(commit);
    }

    @Override
    public void discard(List<S> staged) {
      inner.discard(staged);
    }

    @Override
    public void release(Collection<TopicPartition> partitions) {
      inner.release(partitions);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
