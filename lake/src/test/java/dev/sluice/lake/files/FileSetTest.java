// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.route.TablePartition;
import dev.sluice.lake.stores.Labels;
import dev.sluice.lake.stores.LocalStore;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several files of the same records, side by side. */
class FileSetTest {
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final FileSet SET =
      new FileSet(new Lines(false), List.of(new FileSet.Beside("keys", new Lines(true))), true);

  @TempDir private Path folder;
  private final MemoryBudget budget = new MemoryBudget(1 << 20);

  /** A line for each key or value; what begins with {@code bad} is rejected. */
  private record Lines(boolean keys) implements FileEncoder {
    @Override
    public String extension() {
      return ".txt";
    }

    @Override
    public Encoded encode(Gathered records, OutputStream out) throws IOException {
      List<Rejection> rejections = new ArrayList<>();
      StringBuilder lines = new StringBuilder();
      Gathered.Cursor cursor = records.cursor();
      while (cursor.next()) {
        Envelope record = cursor.toEnvelope();
        byte[] part = keys ? record.key() : record.value();
        String text = new String(part, StandardCharsets.UTF_8);
        if (text.startsWith("bad")) {
          rejections.add(new Rejection(record, Rejection.Stage.DECODE, text));
        } else {
          lines.append(text).append('\n');
        }
      }
      byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
      try (OutputStream owned = out) {
        owned.write(bytes);
      }
      return new Encoded(records.records() - rejections.size(), bytes.length, rejections, 0);
    }
  }

  private LakeDestination owner(Store store) {
    return new LakeDestination(store, "test", Simulation.NAMING, SET, InstantSource.system());
  }

  /** Records from offset 5 on, each a key and a value, or {@code null}. */
  private Gathered gathered(String... keysAndValues) {
    Gathered gathered = new Gathered(P0, new TablePartition("orders", "d"), budget);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      gathered.add(
          new Envelope(
              P0, 5 + i / 2, 0, bytes(keysAndValues[i]), bytes(keysAndValues[i + 1]), List.of()));
    }
    return gathered;
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static Commit<StagedFile> commit(StagedFile file) {
    return new Commit<>(
        List.of(new Range(P0, 5, 9, 4, file.rejections().size(), 0)), List.of(file));
  }

  /** Visible files, by name, with their lines. */
  private Map<String, List<String>> visible() throws IOException {
    Map<String, List<String>> visible = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".txt")).toList()) {
        visible.put(folder.relativize(file).toString(), Files.readAllLines(file));
      }
    }
    return visible;
  }

  @Test
  void aRecordHasARowInAllFilesOrInNone() throws IOException {
    try (LakeDestination owner = owner(new LocalStore(folder))) {
      owner.open(List.of(P0));
      Gathered records = gathered("a", "1", "bad b", "2", "c", "bad 3", "bad d", "bad 4");
      StagedFile file = owner.stage(records);
      assertThat(file.rejections())
          .extracting(r -> r.record().offset() + " " + r.reason())
          .containsExactly("6 bad b", "7 bad 3", "8 bad 4");
      assertThat(file.rows()).isEqualTo(1);
      owner.commit(commit(file));
      records.release();
    }
    assertThat(visible())
        .containsExactly(
            Map.entry("d/orders+0+0000000005-0000000005.keys.txt", List.of("a")),
            Map.entry("d/orders+0+0000000005-0000000005.txt", List.of("1")));
    assertThat(budget.used()).isZero();
    try (Stream<Path> staged = Files.walk(folder.resolve("_sluice/test/staged"))) {
      assertThat(staged.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void namesAreThoseOfTheRecordsThatAreLeft() throws IOException {
    try (LakeDestination owner = owner(new LocalStore(folder))) {
      owner.open(List.of(P0));
      owner.commit(commit(owner.stage(gathered("bad a", "1", "b", "2", "c", "3"))));
    }
    assertThat(visible())
        .containsOnlyKeys(
            "d/orders+0+0000000006-0000000007.keys.txt", "d/orders+0+0000000006-0000000007.txt");
  }

  @Test
  void whereAllAreRejectedThereIsNoFile() throws IOException {
    try (LakeDestination owner = owner(new LocalStore(folder))) {
      owner.open(List.of(P0));
      StagedFile file = owner.stage(gathered("bad a", "1", "b", "bad 2"));
      assertThat(file.files()).isEmpty();
      assertThat(file.rejections()).hasSize(2);
      owner.commit(commit(file));
    }
    assertThat(visible()).isEmpty();
  }

  @Test
  void ofRecordsWithoutAValueOnlyKeysAreWritten() throws IOException {
    try (LakeDestination owner = owner(new LocalStore(folder))) {
      owner.open(List.of(P0));
      StagedFile file = owner.stage(gathered("a", null, "b", null));
      assertThat(file.rows()).isEqualTo(2);
      owner.commit(commit(file));
    }
    assertThat(visible())
        .containsExactly(Map.entry("d/orders+0+0000000005-0000000006.keys.txt", List.of("a", "b")));
  }

  /** The process ends between two files of one manifest. */
  @Test
  void theNextOwnerPublishesWhatIsMissingBeside() throws IOException {
    Store dying =
        new AlteredStore(new LocalStore(folder)) {
          @Override
          public boolean publish(Location target, String token) throws IOException {
            if (target.name().contains(".keys.")) {
              throw new Crash();
            }
            return super.publish(target, token);
          }
        };
    try (LakeDestination owner = owner(dying)) {
      owner.open(List.of(P0));
      StagedFile file = owner.stage(gathered("a", "1"));
      assertThatThrownBy(() -> owner.commit(commit(file))).isInstanceOf(Crash.class);
    }
    assertThat(visible()).hasSize(1);
    List<String> labelled = new ArrayList<>();
    Store labelling =
        new AlteredStore(new LocalStore(folder)) {
          @Override
          public void label(Location target, Labels labels) {
            labelled.add(target.name() + " " + labels);
          }
        };
    try (LakeDestination next = owner(labelling)) {
      assertThat(next.open(List.of(P0))).isEqualTo(Map.of(P0, 9L));
    }
    assertThat(visible()).hasSize(2);
    assertThat(labelled)
        .containsExactly(
            "orders+0+0000000005-0000000005.txt " + new Labels(5, 5, 1),
            "orders+0+0000000005-0000000005.keys.txt " + new Labels(5, 5, 1));
  }

  @Test
  void rowsAreCountedOnce() throws IOException {
    try (LakeDestination owner = owner(new LocalStore(folder));
        Store store = new LocalStore(folder)) {
      owner.open(List.of(P0));
      owner.commit(commit(owner.stage(gathered("a", "1", "b", "2"))));
      Receipt receipt = new LakeLedger("orders", store, "test").receipts().get(0);
      assertThat(receipt.rows()).isEqualTo(2);
      assertThat(receipt.files()).hasSize(1);
    }
  }
}
