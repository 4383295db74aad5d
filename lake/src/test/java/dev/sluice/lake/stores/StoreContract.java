// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the commit protocol needs from every store. */
public abstract class StoreContract {
  private static final Location STAGED = new Location("_own/staged");
  private static final Location TARGET = new Location("day=2026-11-24/orders+0+1.txt");

  private final List<Store> open = new ArrayList<>();
  private Store store;

  /** A new instance over one and the same place, which is empty when a test begins. */
  protected abstract Store open();

  private Store another() {
    Store another = open();
    open.add(another);
    return another;
  }

  @BeforeEach
  final void openOne() {
    store = another();
  }

  @AfterEach
  final void closeAll() {
    open.forEach(Store::close);
  }

  private String stage(Location target, byte[] content) throws IOException {
    Upload upload = store.stage(STAGED.child(target.name() + ".staged"), target);
    try (upload) {
      upload.write(content);
    }
    return upload.token();
  }

  private List<Leftover> leftovers() throws IOException {
    return store.leftovers(STAGED, target -> target.name().startsWith("orders+0+"));
  }

  @Test
  void showsAFileOnceItIsPublished() throws IOException {
    String token = stage(TARGET, "content".getBytes(UTF_8));
    assertThat(store.list(new Location("day=2026-11-24"))).isEmpty();
    assertThatThrownBy(() -> store.read(TARGET)).isInstanceOf(IOException.class);
    assertThat(store.publish(TARGET, token)).isTrue();
    assertThat(store.list(new Location("day=2026-11-24"))).containsExactly(TARGET.name());
    assertThat(store.read(TARGET)).asString(UTF_8).isEqualTo("content");
  }

  @Test
  void publishesAgainWithoutAnError() throws IOException {
    String token = stage(TARGET, "content".getBytes(UTF_8));
    for (int i = 0; i < 3; i++) {
      assertThat(store.publish(TARGET, token)).isTrue();
    }
    assertThat(store.read(TARGET)).asString(UTF_8).isEqualTo("content");
  }

  @Test
  void anotherProcessPublishesWhatACrashLeft() throws IOException {
    String token = stage(TARGET, "content".getBytes(UTF_8));
    store.close();
    Store survivor = another();
    assertThat(survivor.publish(TARGET, token)).isTrue();
    assertThat(survivor.read(TARGET)).asString(UTF_8).isEqualTo("content");
  }

  @Test
  void tellsThatThereIsNothingToPublish() throws IOException {
    String token = stage(TARGET, "content".getBytes(UTF_8));
    store.drop(TARGET, token);
    assertThat(store.publish(TARGET, token)).isFalse();
  }

  @Test
  void keepsAnEmptyFile() throws IOException {
    assertThat(store.publish(TARGET, stage(TARGET, new byte[0]))).isTrue();
    assertThat(store.read(TARGET)).isEmpty();
  }

  @Test
  void keepsALargeFileWrittenInManyWays() throws IOException {
    byte[] content = new byte[20 << 20];
    new Random(42).nextBytes(content);
    Upload upload = store.stage(STAGED.child("large.staged"), TARGET);
    try (upload) {
      upload.write(content[0]);
      upload.write(content, 1, 9_999_999);
      for (int at = 10_000_000; at < content.length; at += 8_000) {
        upload.write(content, at, Math.min(8_000, content.length - at));
      }
    }
    assertThat(store.publish(TARGET, upload.token())).isTrue();
    assertThat(store.read(TARGET)).isEqualTo(content);
  }

  @Test
  void keepsNamesAsTheyAre() throws IOException {
    List<String> names =
        List.of("100%.txt", "a b.txt", "a%20b.txt", "a+b=c&d.txt", "größe=Übermaß.txt");
    Location folder = new Location("länder=a%2Fb+c d");
    for (String name : names) {
      Location target = folder.child(name);
      assertThat(store.publish(target, stage(target, name.getBytes(UTF_8)))).isTrue();
    }
    assertThat(store.list(folder)).isEqualTo(names);
    for (String name : names) {
      assertThat(store.read(folder.child(name))).asString(UTF_8).isEqualTo(name);
    }
    assertThat(store.list(Location.root())).contains(folder.path());
  }

  @Test
  void findsLeftoversAndRemovesThem() throws IOException {
    String token = stage(TARGET, "content".getBytes(UTF_8));
    Location special = new Location("länder=a%2Fb+c d/orders+0+2.txt");
    stage(special, new byte[0]);
    assertThat(leftovers()).hasSize(2);
    for (Leftover leftover : leftovers()) {
      store.drop(leftover.target(), leftover.token());
      store.drop(leftover.target(), leftover.token());
    }
    assertThat(leftovers()).isEmpty();
    assertThat(store.publish(TARGET, token)).isFalse();
  }

  @Test
  void whatIsPublishedIsNoLeftover() throws IOException {
    store.publish(TARGET, stage(TARGET, "content".getBytes(UTF_8)));
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void anAbortedUploadLeavesNothing() throws IOException {
    Upload before = store.stage(STAGED.child("before.staged"), TARGET);
    before.write(new byte[6 << 20]);
    before.abort();
    before.close();
    before.abort();
    Upload after = store.stage(STAGED.child("after.staged"), TARGET);
    after.close();
    after.abort();
    assertThat(leftovers()).isEmpty();
    assertThat(store.publish(TARGET, after.token())).isFalse();
  }

  @Test
  void listsDirectChildrenInOrder() throws IOException {
    for (String path : List.of("t/b/2", "t/a", "t/c", "t/b/1", "tt/x", "t/b.x")) {
      assertThat(store.putIfAbsent(new Location(path), new byte[1])).isTrue();
    }
    assertThat(store.list(new Location("t"))).containsExactly("a", "b", "b.x", "c");
    assertThat(store.list(Location.root())).contains("t", "tt");
    assertThat(store.list(new Location("nothing"))).isEmpty();
  }

  @Test
  void findsFilesAtAnyDepth() throws IOException {
    store.publish(TARGET, stage(TARGET, "content".getBytes(UTF_8)));
    Location deep = new Location("t/b=a%2Fb c+d/ü");
    store.putIfAbsent(deep, new byte[3]);
    store.putIfAbsent(new Location("t/a"), new byte[0]);
    store.putIfAbsent(new Location("tt/x"), new byte[1]);
    assertThat(store.files(new Location("t")))
        .containsExactlyInAnyOrder(new StoredFile(deep, 3), new StoredFile(new Location("t/a"), 0));
    assertThat(store.files(Location.root()))
        .hasSize(4)
        .contains(new StoredFile(TARGET, "content".length()));
    assertThat(store.files(new Location("nothing"))).isEmpty();
    try (InputStream in = store.open(TARGET)) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("content");
    }
    assertThatThrownBy(() -> store.open(new Location("nothing"))).isInstanceOf(IOException.class);
  }

  @Test
  void createsAnObjectOnce() throws IOException {
    Location at = new Location("_own/1.json");
    assertThat(store.putIfAbsent(at, "first".getBytes(UTF_8))).isTrue();
    assertThat(another().putIfAbsent(at, "second".getBytes(UTF_8))).isFalse();
    assertThat(store.read(at)).asString(UTF_8).isEqualTo("first");
  }

  @Test
  void deletesAlsoWhatIsNotThere() throws IOException {
    Location at = new Location("_own/1.json");
    store.putIfAbsent(at, new byte[1]);
    store.delete(at);
    store.delete(at);
    assertThat(store.list(new Location("_own"))).isEmpty();
  }

  @Test
  void ofManyWritersOneCreatesTheObject() throws Exception {
    int writers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < 20; round++) {
        Location at = new Location("_own/race/" + round + ".json");
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Future<Boolean>> wins = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
          byte[] content = Integer.toString(i).getBytes(UTF_8);
          wins.add(
              threads.submit(
                  () -> {
                    start.await();
                    return store.putIfAbsent(at, content);
                  }));
        }
        List<Integer> winners = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
          if (wins.get(i).get()) {
            winners.add(i);
          }
        }
        assertThat(winners).hasSize(1);
        assertThat(store.read(at)).asString(UTF_8).isEqualTo(winners.get(0).toString());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
