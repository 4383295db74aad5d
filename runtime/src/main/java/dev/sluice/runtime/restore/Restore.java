// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import dev.sluice.core.commit.Checksum;
import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Writes the records of a table of whole records ({@code format: raw}) to Kafka again: key, value,
 * headers and timestamp of each as they were, to the partition it was in, in the order of offsets.
 */
public final class Restore {
  private final String name;
  private final Store store;
  private final Ledger ledger;
  private final RestoreOptions options;
  private long records;
  private long expected;
  private long skipped;
  private final List<String> gaps = new ArrayList<>();

  /**
   * @param name under which the table's positions are kept
   */
  public Restore(String name, Store store, Ledger ledger, RestoreOptions options) {
    this.name = name;
    this.store = store;
    this.ledger = ledger;
    this.options = options;
  }

  /** A topic and what goes there. */
  private record Part(TargetTopic topic, List<Stretch> stretches) {}

  /**
   * Writes what is to be restored and has not been written by an earlier run.
   *
   * @param watcher is shown how it goes, after every commit of the lake
   * @throws RefusedException if the target holds other records, or cannot keep these as they are
   * @throws dev.sluice.core.failure.UnavailableException if Kafka or the lake does not answer; the
   *     next run goes on
   */
  public RestoreProgress run(Consumer<RestoreProgress> watcher) throws IOException {
    Map<String, List<Stretch>> wanted = wanted();
    for (Map.Entry<String, List<Stretch>> each : wanted.entrySet()) {
      try (Admin admin = Admin.create(Map.copyOf(options.client()));
          RecordWriter writer =
              new RecordWriter(options.client(), group(), group() + "-" + each.getKey())) {
        restore(part(admin, writer, each.getKey(), each.getValue()), writer, watcher);
      }
    }
    return new RestoreProgress("", -1, records, records, skipped, gaps);
  }

  private String group() {
    return "sluice-restore-" + name;
  }

  /** Stretches by target. */
  private Map<String, List<Stretch>> wanted() {
    Map<TopicPartition, List<Receipt>> receipts = new TreeMap<>();
    for (Receipt receipt : ledger.receipts()) {
      receipts.computeIfAbsent(receipt.range().partition(), p -> new ArrayList<>()).add(receipt);
    }
    if (receipts.isEmpty()) {
      throw new RefusedException(
          "there is nothing to restore in "
              + store.describe()
              + ": no commit of "
              + name
              + " is there; is it the location, and the pipeline's name, that the records were landed under?");
    }
    List<String> sources =
        receipts.keySet().stream().map(TopicPartition::topic).distinct().toList();
    if (options.topic().isPresent() && sources.size() > 1) {
      throw new RefusedException(
          "the table has records of the topics "
              + String.join(", ", sources)
              + ", which do not go into one; leave --to out, and each goes back into its own");
    }
    Map<String, List<Stretch>> wanted = new TreeMap<>();
    receipts.forEach(
        (source, each) ->
            wanted
                .computeIfAbsent(options.topic().orElse(source.topic()), t -> new ArrayList<>())
                .add(stretch(source, each)));
    return wanted;
  }

  private Stretch stretch(TopicPartition source, List<Receipt> receipts) {
    List<Receipt> ordered =
        receipts.stream().sorted(Comparator.comparingLong(r -> r.range().from())).toList();
    long from = options.from().of(source.partition(), 0);
    long until = options.until().of(source.partition(), Long.MAX_VALUE);
    return new Stretch(
        source,
        ordered.stream()
            .filter(receipt -> receipt.range().to() > from && receipt.range().from() < until)
            .toList(),
        from,
        until);
  }

  private Part part(Admin admin, RecordWriter writer, String target, List<Stretch> stretches) {
    int partitions = 1 + stretches.stream().mapToInt(s -> s.source().partition()).max().orElse(0);
    TargetTopic topic = TargetTopic.open(admin, target, partitions, options.replication());
    Map<Integer, Long> written = new HashMap<>();
    if (!options.append()) {
      written.putAll(topic.written(admin, group()));
      if (written.isEmpty()) {
        checkEmpty(admin, topic);
        // What a run that is cut off leaves behind in the topic is known as its own from here on.
        stretches.forEach(stretch -> writer.commit(topic, stretch.source().partition(), 0));
      }
    }
    List<Stretch> left = new ArrayList<>();
    for (Stretch stretch : stretches) {
      Stretch rest = stretch.after(written.getOrDefault(stretch.source().partition(), 0L));
      skipped += stretch.records() - rest.records();
      expected += rest.records();
      gaps.addAll(rest.gaps());
      left.add(rest);
    }
    return new Part(topic, left);
  }

  private static void checkEmpty(Admin admin, TargetTopic topic) {
    if (!topic.isEmpty(admin)) {
      throw new RefusedException(
          "topic "
              + topic.name()
              + " holds records, and no earlier run of this restore has written them; name another topic with --to,"
              + " or say --append to add to what is there");
    }
  }

  private void restore(Part part, RecordWriter writer, Consumer<RestoreProgress> watcher)
      throws IOException {
    try (RawFiles files = new RawFiles(store)) {
      for (Stretch stretch : part.stretches()) {
        long end = 0;
        for (Receipt receipt : stretch.receipts()) {
          restore(part.topic(), stretch, receipt, files, writer);
          end = Math.min(receipt.range().to(), stretch.until());
          if (writer.isFull()) {
            writer.commit(part.topic(), stretch.source().partition(), end);
          }
          watcher.accept(
              new RestoreProgress(
                  part.topic().name(),
                  stretch.source().partition(),
                  records,
                  expected,
                  skipped,
                  gaps));
        }
        if (!stretch.receipts().isEmpty()) {
          writer.commit(part.topic(), stretch.source().partition(), end);
        }
      }
    }
  }

  private void restore(
      TargetTopic topic, Stretch stretch, Receipt receipt, RawFiles files, RecordWriter writer) {
    int partition = stretch.source().partition();
    long[] sum = new long[2];
    files.read(
        receipt,
        stretch.from(),
        stretch.until(),
        record -> {
          writer.write(topic, partition, record);
          sum[0]++;
          sum[1] += Checksum.of(record.value());
          records++;
          if (writer.isFull()) {
            writer.commit(topic, partition, record.offset() + 1);
          }
        });
    if (stretch.holds(receipt)
        && (sum[0] != receipt.rows() || sum[1] != receipt.range().checksum())) {
      throw new RefusedException(
          "the files of offsets "
              + receipt.range().from()
              + " to "
              + (receipt.range().to() - 1)
              + " of "
              + stretch.source()
              + " do not hold what Kafka held when they were landed (checksums of the values differ); is the table of"
              + " format raw?");
    }
  }
}
