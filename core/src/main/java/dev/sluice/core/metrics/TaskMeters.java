// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.metrics;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Staged;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what a task does. Counters that only the task's thread moves need no more than a volatile.
 */
public final class TaskMeters implements TaskMetersMXBean, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskMeters.class);

  private final ObjectName name;
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong rejects = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong encodeNanos = new AtomicLong();
  private final AtomicLong commitNanos = new AtomicLong();
  private volatile long bufferedBytes;
  private volatile long budgetBytes;
  private volatile long freshnessMillis;
  private volatile String waitingFor = "";

  private TaskMeters(ObjectName name) {
    this.name = name;
  }

  /** Meters published over JMX until they are closed. */
  public static TaskMeters published(String connector, int task) {
    try {
      ObjectName name =
          new ObjectName("sluice:type=task,connector=" + inObjectName(connector) + ",task=" + task);
      TaskMeters meters = new TaskMeters(name);
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      try {
        server.registerMBean(meters, name);
      } catch (InstanceAlreadyExistsException e) {
        // A task that failed to close left it behind; the living one is the one to show.
        server.unregisterMBean(name);
        server.registerMBean(meters, name);
      }
      return meters;
    } catch (JMException e) {
      throw new IllegalStateException("cannot publish meters of " + connector + "-" + task, e);
    }
  }

  /** A name as it stands in an object name: in quotes only where it needs them. */
  public static String inObjectName(String name) {
    return name.matches("[\\w. -]+") ? name : ObjectName.quote(name);
  }

  /** Counts one record in. */
  public void recordIn(Envelope record) {
    records.lazySet(records.get() + 1);
    bytes.lazySet(bytes.get() + (record.value() == null ? 0 : record.value().length));
  }

  public void staged(Staged staged, long nanos) {
    encodeNanos.addAndGet(nanos);
  }

  public void committed(Commit<?> commit, long nanos) {
    commits.incrementAndGet();
    commitNanos.addAndGet(nanos);
    for (Staged staged : commit.staged()) {
      rows.addAndGet(staged.rows());
      late.addAndGet(staged.late());
      files.addAndGet(staged.rows() > 0 ? 1 : 0);
    }
    for (Range range : commit.ranges()) {
      rejects.addAndGet(range.rejected());
    }
  }

  /** Takes the gauges; called on every tick. */
  public void observe(long freshness, MemoryBudget budget, String waiting) {
    freshnessMillis = freshness;
    bufferedBytes = budget.used();
    budgetBytes = budget.limit();
    waitingFor = waiting;
  }

  @Override
  public long getRecordsTotal() {
    return records.get();
  }

  @Override
  public long getBytesTotal() {
    return bytes.get();
  }

  @Override
  public long getRowsTotal() {
    return rows.get();
  }

  @Override
  public long getFilesTotal() {
    return files.get();
  }

  @Override
  public long getCommitsTotal() {
    return commits.get();
  }

  @Override
  public long getRejectsTotal() {
    return rejects.get();
  }

  @Override
  public long getLateTotal() {
    return late.get();
  }

  @Override
  public long getBufferedBytes() {
    return bufferedBytes;
  }

  @Override
  public long getBudgetBytes() {
    return budgetBytes;
  }

  @Override
  public long getFreshnessMs() {
    return freshnessMillis;
  }

  @Override
  public long getEncodeNanosTotal() {
    return encodeNanos.get();
  }

  @Override
  public long getCommitNanosTotal() {
    return commitNanos.get();
  }

  @Override
  public int getWaiting() {
    return waitingFor.isEmpty() ? 0 : 1;
  }

  @Override
  public String getWaitingFor() {
    return waitingFor;
  }

  @Override
  public void close() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      LOG.debug("{} was replaced by a later task's", name);
    } catch (JMException e) {
      LOG.warn("Cannot withdraw {}", name, e);
    }
  }
}
