// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What becomes of each store call, decided by the seed; some schedules are calm, some are rough.
 */
final class Weather {
  /** What becomes of a call. */
  enum Fate {
    FINE,
    CRASH_BEFORE,
    CRASH_AFTER,
    FAIL,
    LOSE_ANSWER,
    LATE
  }

  private final Random random;
  private final Tally tally;
  private final int oneInBad;
  private final List<UnreliableStore.Effect<?>> late = new ArrayList<>();

  Weather(Random random, Tally tally) {
    this(random, tally, 5 + random.nextInt(60));
  }

  private Weather(Random random, Tally tally, int oneInBad) {
    this.random = random;
    this.tally = tally;
    this.oneInBad = oneInBad;
  }

  /** Weather in which every call succeeds. */
  static Weather calm(Tally tally) {
    return new Weather(new Random(0), tally, Integer.MAX_VALUE);
  }

  Fate next() {
    tally.count(Tally.Event.STORE_CALL);
    if (oneInBad == Integer.MAX_VALUE || random.nextInt(oneInBad) != 0) {
      return Fate.FINE;
    }
    Fate fate = Fate.values()[1 + random.nextInt(Fate.values().length - 1)];
    switch (fate) {
      case CRASH_BEFORE, CRASH_AFTER -> tally.count(Tally.Event.CRASH);
      case FAIL -> tally.count(Tally.Event.FAILED_CALL);
      case LOSE_ANSWER -> tally.count(Tally.Event.LOST_ANSWER);
      case LATE -> tally.count(Tally.Event.LATE_EFFECT);
      case FINE -> throw new IllegalStateException("fine is not bad");
    }
    return fate;
  }

  void later(UnreliableStore.Effect<?> effect) {
    late.add(effect);
  }

  /** Now and then, something that was given up happens after all. */
  void pass() throws IOException {
    if (!late.isEmpty() && random.nextInt(12) == 0) {
      late.remove(random.nextInt(late.size())).apply();
    }
  }

  /** Everything that was given up happens after all. */
  void settle() throws IOException {
    while (!late.isEmpty()) {
      late.remove(random.nextInt(late.size())).apply();
    }
  }
}
