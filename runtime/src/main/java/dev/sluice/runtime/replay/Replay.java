// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.runtime.worker.ConnectClient;
import dev.sluice.runtime.worker.ConnectRefusal;
import dev.sluice.warehouse.Generation;
import dev.sluice.warehouse.Maintenance;
import dev.sluice.warehouse.TableGenerations;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes another generation of a table the served one: fills it, from the lake where Kafka has
 * forgotten and from Kafka, brings it to the positions of the served one, compares, and switches.
 * Cut off anywhere, the served table is served on, and the next run continues.
 */
public final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  private final Subject subject;
  private final ConnectClient connect;
  private final Database database;
  private final LakePart lake;
  private volatile ReplayStatus status;
  private volatile long began;

  /**
   * What is replayed.
   *
   * @param connector that fills the served table
   * @param config its properties
   * @param views over the table
   */
  public record Subject(
      TableName table, String connector, Map<String, String> config, Maintenance views) {
    public Subject {
      config = Map.copyOf(config);
    }
  }

  public Replay(Subject subject, ConnectClient connect, Database database, LakePart lake) {
    this.subject = subject;
    this.connect = connect;
    this.database = database;
    this.lake = lake;
    this.status = ReplayStatus.none(subject.table().toString());
  }

  public TableName table() {
    return subject.table();
  }

  public ReplayStatus status() {
    return status;
  }

  /** Says that a run has been asked for; one of the two runs follows. */
  public ReplayStatus ask() {
    began = System.nanoTime();
    status = at(0, ReplayStatus.State.STARTING, 0, 0, 0, "");
    return status;
  }

  /**
   * Builds the next generation and serves it; never throws, the status tells how it went.
   *
   * @param anyway whether it is served even if its rows differ
   */
  public void forward(boolean anyway) {
    guarded(
        generations -> {
          Generation next = generations.begin(subject.table(), subject.connector());
          lake.load(
              next,
              own(next),
              (records, expected) -> at(next, ReplayStatus.State.LAKE, records, expected));
          serve(generations, next, anyway);
        });
  }

  /**
   * Serves an older generation again, after it has caught up; never throws.
   *
   * @param number of the generation; 0 for the newest that is kept
   */
  public void back(int number) {
    guarded(
        generations -> {
          Generation old =
              generations.of(subject.table()).stream()
                  .filter(g -> g.state() == Generation.State.KEPT)
                  .filter(g -> number == 0 || g.number() == number)
                  .reduce((one, other) -> other)
                  .orElseThrow(
                      () ->
                          new RefusedException(
                              "Table "
                                  + subject.table()
                                  + " has no generation"
                                  + (number == 0 ? "" : " " + number)
                                  + " beside the served one: sluice generations lists them"));
          // What made somebody go back is that rows differ.
          serve(generations, old, true);
          ReplayStatus now = status;
          status =
              at(
                  now.generation(),
                  now.state(),
                  now.records(),
                  now.expected(),
                  now.differing(),
                  now.message()
                      + ". It goes on by the settings of today: if they have changed since it was"
                      + " made, change them back, too");
        });
  }

  /** Makes the views over the table anew of the rows that are served; never throws. */
  public void views() {
    guarded(
        generations -> {
          status = at(0, ReplayStatus.State.SWITCHING, 0, 0, 0, "");
          generations.renew(subject.table(), subject.views());
          status =
              at(
                  0,
                  ReplayStatus.State.SERVED,
                  0,
                  0,
                  0,
                  "the views over it have been made anew: "
                      + String.join(", ", subject.views().names()));
        });
  }

  private String own(Generation generation) {
    return TableGenerations.connector(subject.connector(), generation.number());
  }

  private Map<String, String> config(Generation generation) {
    Map<String, String> config = new HashMap<>(subject.config());
    config.keySet().removeIf(name -> name.startsWith("view.") || name.startsWith("views."));
    config.put("views", "");
    config.put("table", generation.table().toString());
    config.put("pipeline", own(generation));
    return config;
  }

  private void serve(TableGenerations generations, Generation next, boolean anyway) {
    Catchup catchup = new Catchup(connect, database, subject.connector(), own(next), config(next));
    catchup.run(
        (own, served, last) ->
            at(
                next,
                last ? ReplayStatus.State.CATCHING_UP : ReplayStatus.State.KAFKA,
                sum(own),
                sum(served)));
    ReplayStatus caughtUp = status;
    at(next, ReplayStatus.State.COMPARING, caughtUp.expected(), caughtUp.expected());
    TableGenerations.Comparison comparison = generations.compare(subject.table(), next);
    if (!comparison.equal() && !anyway) {
      status = differs(next, caughtUp.expected(), comparison);
      return;
    }
    at(next, ReplayStatus.State.SWITCHING, caughtUp.expected(), caughtUp.expected());
    generations.serve(subject.table(), subject.connector(), next, subject.views());
    status =
        at(
            next.number(),
            ReplayStatus.State.SERVED,
            caughtUp.expected(),
            caughtUp.expected(),
            comparison.differing(),
            String.format(
                "generation %d is served, with %,d rows; %s",
                next.number(),
                comparison.other(),
                comparison.equal()
                    ? "the one before had the same"
                    : String.format(
                        "the one before had %,d; %s",
                        comparison.served(), differences(comparison))));
  }

  private ReplayStatus differs(
      Generation next, long records, TableGenerations.Comparison comparison) {
    return at(
        next.number(),
        ReplayStatus.State.DIFFERS,
        records,
        records,
        comparison.differing(),
        String.format(
            "generation %d has %,d rows and the served one %,d; %s, so nothing was switched."
                + " Look at %s, then run it again with --accept-differences, or drop it with"
                + " sluice generations --drop %d",
            next.number(),
            comparison.other(),
            comparison.served(),
            differences(comparison),
            next.table(),
            next.number()));
  }

  private static String differences(TableGenerations.Comparison comparison) {
    return String.format("%,d rows are in one alone", comparison.differing())
        + (comparison.columns().isEmpty()
            ? ""
            : ", and so are the columns " + String.join(", ", comparison.columns()));
  }

  private static long sum(Map<TopicPartition, Long> positions) {
    return positions.values().stream().mapToLong(p -> p).sum();
  }

  /** Steps of a run. */
  private interface Steps {
    void run(TableGenerations generations);
  }

  private void guarded(Steps steps) {
    try (TableGenerations generations = new TableGenerations(database)) {
      steps.run(generations);
    } catch (RuntimeException e) {
      // Whatever it is, somebody waits for an end.
      LOG.warn("The replay of table {} has not been finished", subject.table(), e);
      ReplayStatus now = status;
      status =
          at(
              now.generation(),
              ReplayStatus.State.FAILED,
              now.records(),
              now.expected(),
              0,
              e.getMessage() == null ? e.toString() : e.getMessage());
    } finally {
      resume();
    }
  }

  /** Whatever has happened, the served table goes on. */
  private void resume() {
    try {
      connect.resume(subject.connector());
    } catch (ConnectRefusal e) {
      LOG.error(
          "Connector {} could not be resumed; it is when the process starts again",
          subject.connector(),
          e);
    }
  }

  private void at(Generation generation, ReplayStatus.State state, long records, long expected) {
    status = at(generation.number(), state, records, expected, 0, "");
  }

  private ReplayStatus at(
      int generation,
      ReplayStatus.State state,
      long records,
      long expected,
      long differing,
      String message) {
    long millis = (System.nanoTime() - began) / 1_000_000;
    return new ReplayStatus(
        subject.table().toString(),
        generation,
        state,
        records,
        expected,
        millis == 0 ? 0 : records * 1e3 / millis,
        differing,
        millis,
        message);
  }
}
