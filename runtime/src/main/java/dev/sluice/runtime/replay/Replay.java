// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.runtime.verify.KafkaLog;
import dev.sluice.runtime.worker.ConnectClient;
import dev.sluice.runtime.worker.ConnectRefusal;
import dev.sluice.warehouse.Generation;
import dev.sluice.warehouse.Maintenance;
import dev.sluice.warehouse.TableGenerations;
import dev.sluice.warehouse.WarehouseLedger;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes another generation of a table the served one: fills it, from the lake where Kafka has
 * forgotten and from Kafka, brings it to the positions of the served one, compares, and switches.
 * Cut off anywhere, the served table is served on, and the next run continues.
 */
public final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  private static final Comparator<Generation> BY_TURN =
      Comparator.comparingInt(Generation::turn).thenComparingInt(Generation::number);

  private final Subject subject;
  private final ConnectClient connect;
  private final Database database;
  private final LakePart lake;
  private final Map<String, String> kafkaClient;
  private volatile ReplayStatus status;
  private volatile long began;

  /**
   * What is replayed.
   *
   * @param connector that fills the served table
   * @param making how the table is made
   * @param views over the table
   */
  public record Subject(TableName table, String connector, Making making, Maintenance views) {}

  /** How a table is made. */
  public interface Making {
    /** The topic that it is to be made of. */
    String topic();

    /**
     * Properties of the connector that makes it of a topic.
     *
     * @throws RefusedException if nothing is known of the topic
     */
    Map<String, String> of(String topic);

    /** Is told which topic the table is made of from now on. */
    void switched(String topic);
  }

  /**
   * @param database stays open
   * @param lake the part of the history that comes from the lake
   */
  public Replay(
      Subject subject,
      ConnectClient connect,
      Database database,
      LakePart lake,
      Map<String, String> kafkaClient) {
    this.kafkaClient = Map.copyOf(kafkaClient);
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
          Generation next = begin(generations);
          lake.load(
              next,
              own(next),
              (records, expected) -> at(next, ReplayStatus.State.LAKE, records, expected));
          serve(generations, next, subject.making().topic(), anyway);
        });
  }

  /** What has been begun of another topic is of no use. */
  private Generation begin(TableGenerations generations) {
    Generation next = generations.begin(subject.table(), subject.connector());
    String topic = subject.making().topic();
    if (madeOf(own(next)).filter(other -> !other.equals(topic)).isPresent()) {
      generations.drop(next, subject.connector());
      return generations.begin(subject.table(), subject.connector());
    }
    return next;
  }

  /** The topic that a connector's table is made of; empty before its first commit. */
  private Optional<String> madeOf(String connector) {
    try (WarehouseLedger ledger = new WarehouseLedger(database, connector)) {
      Set<String> topics = ledger.topics();
      String wanted = subject.making().topic();
      return topics.contains(wanted) ? Optional.of(wanted) : topics.stream().findFirst();
    }
  }

  /**
   * Serves an older generation again, after it has caught up; never throws.
   *
   * @param number of the generation; 0 for the one that was served last
   */
  public void back(int number) {
    guarded(
        generations -> {
          Generation old =
              generations.of(subject.table()).stream()
                  .filter(g -> g.state() == Generation.State.KEPT)
                  .filter(g -> number == 0 || g.number() == number)
                  .max(BY_TURN)
                  .orElseThrow(
                      () ->
                          new RefusedException(
                              "Table "
                                  + subject.table()
                                  + " has no generation"
                                  + (number == 0 ? "" : " " + number)
                                  + " beside the served one: sluice generations lists them"));
          // What made somebody go back is that rows differ.
          serve(generations, old, madeOf(own(old)).orElse(subject.making().topic()), true);
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
          generations.renew(now(madeOf(subject.connector()).orElse(subject.making().topic())));
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

  private TableGenerations.Served now(String topic) {
    Settings settings = new Settings(subject.making().of(topic));
    return new TableGenerations.Served(
        subject.table(),
        subject.connector(),
        subject.views(),
        settings.get(WarehouseSettings.LATE_GRACE));
  }

  private String own(Generation generation) {
    return TableGenerations.connector(subject.connector(), generation.number());
  }

  private Map<String, String> config(Generation generation, String topic) {
    Map<String, String> config = new HashMap<>(subject.making().of(topic));
    config.keySet().removeIf(name -> name.startsWith("view.") || name.startsWith("views."));
    config.put("views", "");
    config.put("table", generation.table().toString());
    config.put("pipeline", own(generation));
    return config;
  }

  private void serve(TableGenerations generations, Generation next, String topic, boolean anyway) {
    boolean another = madeOf(subject.connector()).filter(now -> !now.equals(topic)).isPresent();
    catchUp(next, topic, another);
    ReplayStatus caughtUp = status;
    at(next, ReplayStatus.State.COMPARING, caughtUp.expected(), caughtUp.expected());
    TableGenerations.Comparison comparison = generations.compare(subject.table(), next);
    if (!comparison.equal() && !anyway) {
      status = differs(next, caughtUp.expected(), comparison);
      return;
    }
    at(next, ReplayStatus.State.SWITCHING, caughtUp.expected(), caughtUp.expected());
    generations.serve(now(topic), next);
    if (another) {
      subject.making().switched(topic);
      connect.configure(subject.connector(), subject.making().of(topic));
    }
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

  /** To the served one's positions; or, where it is made of another topic, to that one's end. */
  private void catchUp(Generation next, String topic, boolean another) {
    try (KafkaLog log = new KafkaLog(kafkaClient)) {
      Catchup.End end = another ? () -> log.ends(topic) : this::served;
      new Catchup(connect, database, subject.connector(), own(next), config(next, topic), end)
          .run(
              (own, served, last) ->
                  at(
                      next,
                      last ? ReplayStatus.State.CATCHING_UP : ReplayStatus.State.KAFKA,
                      sum(own),
                      sum(served)));
    }
  }

  private Map<TopicPartition, Long> served() {
    try (WarehouseLedger ledger = new WarehouseLedger(database, subject.connector())) {
      return new TreeMap<>(ledger.positions());
    }
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
