// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A table of files over any store: what readers find after crashes and takeovers. */
public abstract class LakeContract {
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final Location FOLDER = new Location("country=FR");
  private final AtomicInteger owners = new AtomicInteger();

  /** A new instance over one and the same place, which is empty when a test begins. */
  protected abstract Store open();

  private LakeDestination owner() {
    return owner(open());
  }

  private LakeDestination owner(Store store) {
    return Protocol.shipped(store, "owner" + owners.incrementAndGet());
  }

  private static Gathered gathered(long offset, String value) {
    Gathered gathered =
        new Gathered(P0, new TablePartition("orders", FOLDER.path()), new MemoryBudget(1 << 20));
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    gathered.add(new Envelope(P0, offset, 0, null, bytes, List.of()));
    return gathered;
  }

  private static Commit<StagedFile> commit(long offset, StagedFile... files) {
    return new Commit<>(List.of(new Range(P0, offset, offset + 1, 1, 0, 0)), List.of(files));
  }

  /** What a reader finds: every line of every file in the table's one directory. */
  private List<String> visible() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Store store = open()) {
      for (String name : store.list(FOLDER)) {
        new String(store.read(FOLDER.child(name)), StandardCharsets.UTF_8)
            .lines()
            .forEach(lines::add);
      }
    }
    return lines;
  }

  private List<?> leftovers() throws IOException {
    try (Store store = open()) {
      return store.leftovers(
          new Layout(Simulation.PIPELINE, Simulation.NAMING, ".txt").staged(P0), file -> true);
    }
  }

  /** A store of a process that ends before its first file is published. */
  private Store dyingBeforePublish() {
    return new AlteredStore(open()) {
      @Override
      public boolean publish(Location target, String token) {
        throw new Crash();
      }
    };
  }

  @Test
  void showsWhatIsCommittedAndNothingElse() throws IOException {
    try (LakeDestination owner = owner()) {
      assertThat(owner.open(List.of(P0))).isEmpty();
      StagedFile first = owner.stage(gathered(0, "a"));
      assertThat(visible()).isEmpty();
      owner.commit(commit(0, first));
      owner.stage(gathered(1, "staged"));
      assertThat(visible()).containsExactly("a");
    }
  }

  @Test
  void theNextOwnerPublishesWhatACrashLeftListed() throws IOException {
    try (LakeDestination crashing = owner(dyingBeforePublish())) {
      crashing.open(List.of(P0));
      StagedFile file = crashing.stage(gathered(0, "a"));
      crashing.stage(gathered(1, "never committed"));
      assertThatThrownBy(() -> crashing.commit(commit(0, file))).isInstanceOf(Crash.class);
    }
    assertThat(visible()).isEmpty();
    try (LakeDestination owner = owner()) {
      assertThat(owner.open(List.of(P0))).isEqualTo(Map.of(P0, 1L));
      assertThat(visible()).containsExactly("a");
      assertThat(leftovers()).as("what was not listed is swept").isEmpty();
      owner.commit(commit(1, owner.stage(gathered(1, "b"))));
    }
    assertThat(visible()).containsExactly("a", "b");
  }

  @Test
  void aZombieIsFenced() throws IOException {
    try (LakeDestination zombie = owner();
        LakeDestination owner = owner()) {
      zombie.open(List.of(P0));
      StagedFile early = zombie.stage(gathered(0, "early"));
      owner.open(List.of(P0));
      StagedFile late = zombie.stage(gathered(0, "late"));
      assertThatThrownBy(() -> zombie.commit(commit(0, early, late)))
          .isInstanceOf(FencedException.class);
      zombie.discard(List.of(early, late));
      owner.commit(commit(0, owner.stage(gathered(0, "mine"))));
    }
    assertThat(visible()).containsExactly("mine");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aCommitWhoseAnswerIsLostIsDoneOnce() throws IOException {
    Store deaf =
        new AlteredStore(open()) {
          private boolean lost;

          @Override
          public boolean publish(Location target, String token) throws IOException {
            boolean done = super.publish(target, token);
            if (!lost) {
              lost = true;
              throw new IOException("no answer");
            }
            return done;
          }
        };
    try (LakeDestination owner = owner(deaf)) {
      owner.open(List.of(P0));
      StagedFile file = owner.stage(gathered(0, "a"));
      assertThatThrownBy(() -> owner.commit(commit(0, file)))
          .isInstanceOf(UnavailableException.class);
      owner.commit(commit(0, file));
    }
    assertThat(visible()).containsExactly("a");
  }
}
