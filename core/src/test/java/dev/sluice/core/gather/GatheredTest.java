// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GatheredTest {
  private static final TopicPartition SOURCE = new TopicPartition("orders", 3);
  private static final TablePartition TARGET = new TablePartition("orders", "");

  private final MemoryBudget budget = new MemoryBudget(64 << 20);
  private final Gathered gathered = new Gathered(SOURCE, TARGET, budget);

  @Test
  void givesBackEveryRecordAsItCame() {
    Random random = new Random(7);
    List<Envelope> put = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      byte[] key = random.nextInt(4) == 0 ? null : bytes(random, random.nextInt(20));
      byte[] value =
          random.nextInt(10) == 0
              ? null
              : bytes(random, random.nextInt(i % 500 == 0 ? 400_000 : 100));
      List<Header> headers =
          random.nextInt(3) == 0
              ? List.of(new Header("größe", bytes(random, 5)), new Header("none", null))
              : List.of();
      put.add(new Envelope(SOURCE, 10L * i, 1_000 + i, key, value, headers));
    }
    put.forEach(gathered::add);
    assertThat(gathered.records()).isEqualTo(5_000);
    assertThat(gathered.firstOffset()).isZero();
    assertThat(gathered.lastOffset()).isEqualTo(49_990);
    for (int pass = 0; pass < 2; pass++) {
      Gathered.Cursor cursor = gathered.cursor();
      for (Envelope expected : put) {
        assertThat(cursor.next()).isTrue();
        assertSame(cursor.toEnvelope(), expected);
      }
      assertThat(cursor.next()).isFalse();
    }
  }

  private static void assertSame(Envelope actual, Envelope expected) {
    assertThat(actual.place()).isEqualTo(expected.place());
    assertThat(actual.timestamp()).isEqualTo(expected.timestamp());
    assertThat(actual.key()).isEqualTo(expected.key());
    assertThat(actual.value()).isEqualTo(expected.value());
    assertThat(actual.headers()).hasSameSizeAs(expected.headers());
    for (int i = 0; i < expected.headers().size(); i++) {
      assertThat(actual.headers().get(i).name()).isEqualTo(expected.headers().get(i).name());
      assertThat(actual.headers().get(i).value()).isEqualTo(expected.headers().get(i).value());
    }
  }

  @Test
  void givesItsMemoryBack() {
    byte[] value = new byte[1_000];
    for (int i = 0; i < 1_000; i++) {
      gathered.add(new Envelope(SOURCE, i, 0, null, value, List.of()));
    }
    assertThat(gathered.held()).isEqualTo(budget.used()).isGreaterThan(1_000_000);
    gathered.release();
    assertThat(budget.used()).isZero();
  }

  @Test
  void tenThousandOpenPartitionsCostTenMebibytes() {
    List<Gathered> open = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      Gathered one = new Gathered(SOURCE, new TablePartition("orders", "p=" + i), budget);
      one.add(new Envelope(SOURCE, i, 0, null, new byte[64], List.of()));
      open.add(one);
    }
    assertThat(open).hasSize(10_000);
    assertThat(budget.used()).isEqualTo(10_000L * MemoryBudget.SMALLEST);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
