// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Destination;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.TopicPartition;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A destination that passes every call on; tests change single calls. */
class AlteredDestination implements Destination<StagedFile> {
  private final Destination<StagedFile> destination;

  AlteredDestination(Destination<StagedFile> destination) {
    this.destination = destination;
  }

  /** Something that is done to a store. */
  interface Act {
    void run() throws IOException;
  }

  /** Does it; when the store does not answer, the destination does not either. */
  static void attempt(Act act) {
    try {
      act.run();
    } catch (IOException e) {
      throw new UnavailableException("altered", e);
    }
  }

  @Override
  public Map<TopicPartition, Long> open(Collection<TopicPartition> partitions) {
    return destination.open(partitions);
  }

  @Override
  public StagedFile stage(Gathered records) {
    return destination.stage(records);
  }

  @Override
  public void commit(Commit<StagedFile> commit) {
    destination.commit(commit);
  }

  @Override
  public void discard(List<StagedFile> staged) {
    destination.discard(staged);
  }

  @Override
  public void release(Collection<TopicPartition> partitions) {
    destination.release(partitions);
  }

  @Override
  public void close() {
    destination.close();
  }
}
