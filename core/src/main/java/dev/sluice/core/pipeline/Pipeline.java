// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Destination;
import dev.sluice.core.commit.Staged;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.metrics.TaskMeters;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.DeadLetters;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.route.Router;
import dev.sluice.core.route.TablePartition;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that knows the order of the stations: route, gather, shred, commit, receipt.
 *
 * <p>One pipeline per task, driven by the task's thread: {@link #open}, then {@link #put} and
 * {@link #tick} in turn, then {@link #close(Collection)}. No method of these blocks on the outside
 * world; opening, encoding and committing run on threads of the pipeline's own, and {@link #tick}
 * picks up what they have done.
 */
public final class Pipeline<S extends Staged> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final long CLOSE_SECONDS = 20;

  private final Router router;
  private final Destination<S> destination;
  private final DeadLetters deadLetters;
  private final Limits limits;
  private final MemoryBudget budget;
  private final InstantSource clock;
  private final TaskMeters meters;
  private final Workers workers;
  private final Map<TopicPartition, Source<S>> sources = new HashMap<>();

  /** Of the record put last: records come in runs of one partition. */
  private Source<S> latest;

  /** Bytes of memory that encoder threads are about to free. */
  private final AtomicLong encoding = new AtomicLong();

  private Retry retry = new Retry();

  /** Why the last record's route could not be told; empty if it could. */
  private String unroutable = "";

  private CommitRun<S> run;
  private Future<Commit<S>> running;
  private Collection<TopicPartition> opening = List.of();
  private Future<Map<TopicPartition, Long>> opened;

  /**
   * @param encoderThreads threads that shred and encode
   */
  public Pipeline(
      Router router,
      Destination<S> destination,
      DeadLetters deadLetters,
      Limits limits,
      MemoryBudget budget,
      InstantSource clock,
      TaskMeters meters,
      int encoderThreads) {
    this.router = router;
    this.destination = destination;
    this.deadLetters = deadLetters;
    this.limits = limits;
    this.budget = budget;
    this.clock = clock;
    this.meters = meters;
    this.workers = new Workers(encoderThreads);
  }

  /**
   * Starts to claim the partitions. No record of theirs may be put before {@link #opened()} has
   * answered for them.
   */
  public void open(Collection<TopicPartition> partitions) {
    List<TopicPartition> wanted = new ArrayList<>(opening);
    wanted.addAll(partitions);
    if (wanted.isEmpty()) {
      return;
    }
    opening = wanted;
    Retry current = retry;
    opened = workers.committer().submit(() -> current.until(() -> destination.open(wanted)));
  }

  /** Partitions that are being claimed. */
  public Collection<TopicPartition> opening() {
    return opening;
  }

  /**
   * Answers once when the claim has gone through: where to resume, for partitions that have a
   * position. The others start wherever the consumer would.
   */
  public Optional<Map<TopicPartition, Long>> opened() {
    if (opened == null || !opened.isDone()) {
      return Optional.empty();
    }
    Map<TopicPartition, Long> positions = result(opened);
    for (TopicPartition partition : opening) {
      latest = null;
      sources.put(
          partition, new Source<>(partition, positions.getOrDefault(partition, Source.UNKNOWN)));
    }
    opened = null;
    opening = List.of();
    return Optional.of(positions);
  }

  /**
   * Takes one record: copies its bytes and returns.
   *
   * @throws dev.sluice.core.failure.UnavailableException if its route cannot be told now; nothing
   *     has happened then, and the record is to be put again
   * @throws RefusedException if the topic's offsets have gone back: it was created anew
   */
  public void put(Envelope record) {
    Source<S> source = sourceOf(record);
    if (record.offset() < source.next()) {
      throw wentBack(record, source.next());
    }
    try {
      TablePartition target = route(record);
      long time = router.time(record);
      boolean ends = source.endsBefore(target, time, limits.closing());
      if (ends || (source.isOpen() && router.divides(record, target, source.open()))) {
        close(source);
      }
      source.follow(target, time);
      Gathered gathered = source.open().get(target);
      if (gathered == null) {
        gathered = new Gathered(source.partition, target, budget);
        source.open().put(target, gathered);
      }
      gathered.add(record);
      if (gathered.records() >= limits.records() || gathered.bytes() >= limits.bytes()) {
        rotate(source, gathered);
      }
    } catch (MalformedException e) {
      source.reject(new Rejection(record, Rejection.Stage.ROUTE, e.getMessage()));
    }
    source.count(record, clock.millis());
    if (source.isFull(limits.closing())) {
      close(source);
    }
    meters.recordIn(record);
  }

  private Source<S> sourceOf(Envelope record) {
    if (latest == null || !latest.partition.equals(record.partition())) {
      latest = sources.get(record.partition());
    }
    return latest;
  }

  private TablePartition route(Envelope record) throws MalformedException {
    try {
      TablePartition target = router.route(record);
      unroutable = "";
      return target;
    } catch (UnavailableException e) {
      if (!e.getMessage().equals(unroutable)) {
        LOG.warn("Waiting, nothing is lost: {}", e.getMessage());
      }
      unroutable = e.getMessage();
      throw e;
    }
  }

  private static RefusedException wentBack(Envelope record, long expected) {
    return new RefusedException(
        "Offset "
            + expected
            + " was expected next but "
            + record.place()
            + " came: the topic has been deleted and created anew, or its offsets were reset. Going on would lose or"
            + " double rows. Restore the topic, or land it anew under a new pipeline name.");
  }

  /** Does whatever is due now; called after every poll, with or without records. */
  public void tick() {
    finish();
    relieve();
    if (run == null) {
      List<Source<S>> due = due();
      if (!due.isEmpty()) {
        commit(due);
      }
    }
    meters.observe(freshnessMillis(), budget, unroutable.isEmpty() ? retry.waiting() : unroutable);
  }

  /** Whether the memory budget is used up: stop consuming until it is not. */
  public boolean saturated() {
    return budget.exhausted();
  }

  /** Positions up to which everything is visible; partitions without one are left out. */
  public Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (Source<S> source : sources.values()) {
      if (source.position() != Source.UNKNOWN) {
        positions.put(source.partition, source.position());
      }
    }
    return positions;
  }

  private void rotate(Source<S> source, Gathered gathered) {
    source.open().remove(gathered.target());
    Retry current = retry;
    long held = gathered.held();
    encoding.addAndGet(held);
    source.staging(workers.encoders().submit(() -> stage(gathered, held, current)));
  }

  private S stage(Gathered gathered, long held, Retry current) {
    try {
      long start = System.nanoTime();
      S staged = current.until(() -> destination.stage(gathered));
      budget.reserve(staged.held());
      meters.staged(staged, System.nanoTime() - start);
      return staged;
    } finally {
      gathered.release();
      encoding.addAndGet(-held);
    }
  }

  /**
   * At the limit the largest table partitions rotate early, a quarter of what this task holds. What
   * is being encoded already is waited for: closing still more files would only make them small.
   */
  private void relieve() {
    if (!budget.exhausted()) {
      return;
    }
    List<Gathered> open = new ArrayList<>();
    sources.values().forEach(source -> open.addAll(source.open().values()));
    open.sort(Comparator.comparingLong(Gathered::held).reversed());
    long toFree = open.stream().mapToLong(Gathered::held).sum() / 4 - encoding.get();
    for (Gathered gathered : open) {
      if (toFree <= 0) {
        break;
      }
      toFree -= gathered.held();
      rotate(sources.get(gathered.source()), gathered);
    }
  }

  /** Sources with something to commit, which is closed where its time has come. */
  private List<Source<S>> due() {
    long now = clock.millis();
    // Staged rows that are held in memory are only freed by a commit.
    boolean pressed = budget.exhausted() && budget.reserved() > 0;
    List<Source<S>> waiting = sources.values().stream().filter(Source::waits).toList();
    List<Source<S>> ripe =
        waiting.stream().filter(s -> pressed || s.isDue(now, limits.closing())).toList();
    boolean any = !ripe.isEmpty() || waiting.stream().anyMatch(Source::hasClosed);
    (limits.together() && any ? waiting : ripe)
        .stream().filter(Source::isOpen).forEach(this::close);
    return waiting.stream().filter(Source::hasClosed).toList();
  }

  private void close(Source<S> source) {
    List.copyOf(source.open().values()).forEach(gathered -> rotate(source, gathered));
    source.close();
  }

  private void commit(List<Source<S>> due) {
    List<Stretch<S>> stretches = due.stream().map(Source::takeClosed).toList();
    run = new CommitRun<>(stretches, destination, deadLetters, retry, meters);
    running = workers.committer().submit(run);
  }

  /** Picks up a commit that has ended; its failure is the task's failure. */
  private void finish() {
    if (run == null || !running.isDone()) {
      return;
    }
    List<Stretch<S>> stretches = run.stretches();
    Future<Commit<S>> ended = running;
    run = null;
    running = null;
    Commit<S> commit = result(ended);
    commit.staged().forEach(staged -> budget.unreserve(staged.held()));
    stretches.forEach(stretch -> stretch.source().committed(stretch.to()));
  }

  private long freshnessMillis() {
    long now = clock.millis();
    long oldest = now;
    for (Source<S> source : sources.values()) {
      if (source.waits()) {
        oldest = Math.min(oldest, source.oldestTimestamp());
      }
    }
    if (run != null) {
      oldest = Math.min(oldest, run.oldestTimestamp(now));
    }
    return now - oldest;
  }

  /**
   * Gives partitions up. A commit under way is waited for; if it cannot end because the outside
   * world does not answer, it is dropped, and the partitions that stay are claimed again.
   */
  public void close(Collection<TopicPartition> partitions) {
    boolean settled = settle();
    List<TopicPartition> stay = new ArrayList<>(sources.keySet());
    stay.addAll(opening);
    stay.removeAll(partitions);
    boolean reopen = !settled || !opening.isEmpty();
    List<TopicPartition> leaving = reopen ? List.copyOf(sources.keySet()) : List.copyOf(partitions);
    leaving.forEach(this::abandon);
    opening = List.of();
    opened = null;
    destination.release(partitions);
    if (reopen) {
      open(stay);
    }
  }

  /** Waits for what runs on the committer thread; false if it had to be dropped. */
  private boolean settle() {
    Future<?> last = running != null ? running : opened;
    if (last == null) {
      return true;
    }
    if (!retry.waiting().isEmpty()) {
      retry.stop();
    }
    try {
      last.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      last.cancel(true);
    } catch (ExecutionException | CancellationException e) {
      // Its failure does not matter any more: nothing of it is visible, and it will be read again.
    }
    boolean went = last.isDone() && !last.isCancelled() && retry.waiting().isEmpty();
    if (went && run != null) {
      went = finishQuietly();
    }
    retry.stop();
    retry = new Retry();
    dropRun();
    return went;
  }

  private void dropRun() {
    if (run != null) {
      run.stretches().forEach(stretch -> workers.discard(stretch.staged(), destination, budget));
    }
    run = null;
    running = null;
  }

  private boolean finishQuietly() {
    try {
      finish();
      return true;
    } catch (IllegalStateException | RefusedException | FencedException e) {
      return false;
    }
  }

  private void abandon(TopicPartition partition) {
    latest = null;
    Source<S> source = sources.remove(partition);
    if (source != null) {
      workers.discard(source.abandon(), destination, budget);
    }
  }

  @Override
  public void close() {
    close(List.copyOf(sources.keySet()));
    retry.stop();
    workers.close();
    destination.close();
    meters.close();
  }

  private static <T> T result(Future<T> done) {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(
          "a step of the pipeline failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while picking up a finished step", e);
    }
  }
}
