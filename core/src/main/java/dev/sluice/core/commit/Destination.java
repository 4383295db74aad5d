// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.commit;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.TopicPartition;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Where rows and positions become visible together: a lake location or a warehouse.
 *
 * <p>One owner per topic-partition at a time. {@link #open} claims partitions and voids every
 * earlier claim; an earlier owner's {@link #commit} throws {@link
 * dev.sluice.core.failure.FencedException} from then on and makes nothing visible. {@link #stage}
 * may run on several threads at once; the other methods are called from one thread at a time.
 *
 * <p>Every method may throw {@link dev.sluice.core.failure.UnavailableException}; it is then called
 * again with the same argument. A commit whose outcome is unknown (connection lost while
 * committing) is resolved by the next call with the same argument: it must recognise that it had
 * gone through.
 */
public interface Destination<S extends Staged> extends AutoCloseable {
  /**
   * Claims the partitions, finishes what a crashed owner left half visible, and answers where to
   * resume: the next offset for partitions with a stored position; others are absent.
   */
  Map<TopicPartition, Long> open(Collection<TopicPartition> partitions);

  /**
   * Decodes and encodes the records. The caller releases {@code records} afterwards; a destination
   * that needs the bytes until the commit takes them with {@link Gathered#handOver}, and then they
   * count in the memory budget until {@link #commit} or {@link #discard}: when the budget is spent
   * and nothing is left to rotate, a commit frees it.
   */
  S stage(Gathered records);

  /** Makes all of it visible, and moves the positions, in the same instant. */
  void commit(Commit<S> commit);

  /** Removes staged rows that will never be committed. Does not throw. */
  void discard(List<S> staged);

  /** Gives the partitions up; a later {@link #open} of theirs may be elsewhere. Does not throw. */
  void release(Collection<TopicPartition> partitions);

  @Override
  void close();
}
