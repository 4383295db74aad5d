// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.lake.stores.LocalStore;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeDestinationTest {
  private static final TopicPartition P0 = new TopicPartition("orders", 0);

  @TempDir Path folder;

  private LakeDestination owner() {
    return new LakeDestination(
        new LocalStore(folder),
        "test",
        Simulation.NAMING,
        FileSet.of(new TextEncoder()),
        InstantSource.system());
  }

  private static Gathered gathered(long firstOffset, String... values) {
    Gathered gathered =
        new Gathered(P0, new TablePartition("orders", "country=FR"), new MemoryBudget(1 << 20));
    long offset = firstOffset;
    for (String value : values) {
      gathered.add(
          new Envelope(P0, offset++, 0, null, value.getBytes(StandardCharsets.UTF_8), List.of()));
    }
    return gathered;
  }

  private static Commit<StagedFile> commit(long from, long to, StagedFile... files) {
    return new Commit<>(List.of(new Range(P0, from, to, to - from, 0, 0)), List.of(files));
  }

  /** What a reader sees: every line of every file outside our own folder. */
  private List<String> visible() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .flatMap(LakeDestinationTest::lines)
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void showsNothingBeforeTheCommitAndEverythingAfter() throws IOException {
    LakeDestination owner = owner();
    assertThat(owner.open(List.of(P0))).isEmpty();
    StagedFile file = owner.stage(gathered(0, "a", "b"));
    assertThat(visible()).isEmpty();
    owner.commit(commit(0, 2, file));
    assertThat(visible()).containsExactly("a", "b");
    assertThat(folder.resolve("country=FR/orders+0+0000000000-0000000001.txt")).exists();
    assertThat(owner().open(List.of(P0))).isEqualTo(Map.of(P0, 2L));
  }

  @Test
  void aLaterOwnerFencesAnEarlierOne() throws IOException {
    LakeDestination zombie = owner();
    zombie.open(List.of(P0));
    StagedFile late = zombie.stage(gathered(0, "late"));
    LakeDestination owner = owner();
    owner.open(List.of(P0));
    assertThatThrownBy(() -> zombie.commit(commit(0, 1, late)))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("orders-0");
    owner.commit(commit(0, 1, owner.stage(gathered(0, "mine"))));
    assertThat(visible()).containsExactly("mine");
  }

  @Test
  void theNextOwnerSweepsWhatACrashLeftStaged() throws IOException {
    LakeDestination crashed = owner();
    crashed.open(List.of(P0));
    StagedFile orphan = crashed.stage(gathered(0, "orphan"));
    Path staged = folder.resolve(orphan.entry().orElseThrow().token());
    assertThat(staged).exists();
    owner().open(List.of(P0));
    assertThat(staged).doesNotExist();
  }

  @Test
  void finishesACommitOfTheFirstVersion() throws IOException {
    Path staged = folder.resolve("_sluice/test/staged/orders/0/old-1.staged");
    Files.createDirectories(staged.getParent());
    Files.writeString(staged, "old\n");
    Path manifest = folder.resolve("_sluice/test/manifests/orders/0/000000000001.json");
    Files.createDirectories(manifest.getParent());
    Files.writeString(
        manifest,
        """
        {"version": 1, "kind": "COMMIT", "owner": "old", "topic": "orders", "partition": 0,
         "from": 0, "position": 1, "records": 1, "rejected": 0, "checksum": 7,
         "committedAt": 1764000000000, "files": [
          {"staged": "_sluice/test/staged/orders/0/old-1.staged",
           "path": "country=FR/orders+0+0000000000-0000000000.txt",
           "rows": 1, "bytes": 4, "crc32c": 5}]}""");
    assertThat(owner().open(List.of(P0))).isEqualTo(Map.of(P0, 1L));
    assertThat(visible()).containsExactly("old");
  }

  @Test
  void aClaimThatIsSlowToSweepLeavesTheNextOwnersFiles() throws IOException {
    LakeDestination next = owner();
    List<StagedFile> staged = new ArrayList<>();
    Store overtaken =
        new AlteredStore(new LocalStore(folder)) {
          @Override
          public boolean putIfAbsent(Location location, byte[] content) throws IOException {
            boolean claimed = super.putIfAbsent(location, content);
            next.open(List.of(P0));
            staged.add(next.stage(gathered(0, "next")));
            return claimed;
          }
        };
    Protocol.shipped(overtaken, "slow").open(List.of(P0));
    next.commit(commit(0, 1, staged.get(0)));
    assertThat(visible()).containsExactly("next");
  }

  @Test
  void aCommitWithoutAnAnswerIsNotDiscarded() throws IOException {
    AtomicBoolean deaf = new AtomicBoolean();
    Store store =
        new AlteredStore(new LocalStore(folder)) {
          @Override
          public boolean putIfAbsent(Location location, byte[] content) throws IOException {
            boolean done = super.putIfAbsent(location, content);
            if (deaf.get()) {
              throw new IOException("no answer");
            }
            return done;
          }
        };
    LakeDestination owner = Protocol.shipped(store, "deaf");
    owner.open(List.of(P0));
    StagedFile file = owner.stage(gathered(0, "a"));
    deaf.set(true);
    assertThatThrownBy(() -> owner.commit(commit(0, 1, file)))
        .isInstanceOf(UnavailableException.class);
    owner.discard(List.of(file));
    assertThat(owner().open(List.of(P0))).isEqualTo(Map.of(P0, 1L));
    assertThat(visible()).containsExactly("a");
  }

  @Test
  void whatIsFencedIsDiscarded() throws IOException {
    LakeDestination zombie = owner();
    zombie.open(List.of(P0));
    LakeDestination owner = owner();
    owner.open(List.of(P0));
    StagedFile late = zombie.stage(gathered(0, "late"));
    assertThatThrownBy(() -> zombie.commit(commit(0, 1, late))).isInstanceOf(FencedException.class);
    zombie.discard(List.of(late));
    assertThat(folder.resolve(late.entry().orElseThrow().token())).doesNotExist();
  }

  @Test
  void doesNotCommitWhatItHasReleased() {
    LakeDestination owner = owner();
    owner.open(List.of(P0));
    StagedFile file = owner.stage(gathered(0, "a"));
    owner.release(List.of(P0));
    assertThatThrownBy(() -> owner.commit(commit(0, 1, file)))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("orders-0 is not open here");
  }

  @Test
  void waitsOutAFolderThatCannotBeWritten() throws IOException {
    LakeDestination owner = owner();
    owner.open(List.of(P0));
    StagedFile file = owner.stage(gathered(0, "a"));
    // A file where the directory should be stands in for a folder that cannot be written, also for
    // root.
    Path obstacle = Files.writeString(folder.resolve("country=FR"), "");
    assertThatThrownBy(() -> owner.commit(commit(0, 1, file)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("orders-0 up to offset 1");
    Files.delete(obstacle);
    owner.commit(commit(0, 1, file));
    assertThat(visible()).containsExactly("a");
  }

  @Test
  void leavesAReceiptPerCommit() {
    LakeDestination owner = owner();
    owner.open(List.of(P0));
    owner.commit(
        new Commit<>(
            List.of(new Range(P0, 0, 3, 3, 1, 99)),
            List.of(owner.stage(gathered(0, "a", "bad", "c")))));
    owner.commit(commit(3, 4, owner.stage(gathered(3, "d"))));
    List<Receipt> receipts = new LakeLedger("orders", new LocalStore(folder), "test").receipts();
    assertThat(receipts)
        .extracting(Receipt::range)
        .containsExactly(new Range(P0, 0, 3, 3, 1, 99), new Range(P0, 3, 4, 1, 0, 0));
    assertThat(receipts.get(0).rows()).isEqualTo(2);
    assertThat(receipts.get(0).files())
        .extracting(Receipt.LandedFile::path)
        .containsExactly("country=FR/orders+0+0000000000-0000000002.txt");
  }
}
