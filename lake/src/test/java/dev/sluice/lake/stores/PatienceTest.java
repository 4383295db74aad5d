// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicInteger sent = new AtomicInteger();

  private String failing(int times) throws PassingException {
    if (sent.incrementAndGet() <= times) {
      throw new PassingException("busy " + sent, null);
    }
    return "done";
  }

  @Test
  void asksAgainUntilItSucceeds() throws IOException {
    assertThat(new Patience(3, SHORT, LONG).<String>send(left -> failing(3))).isEqualTo("done");
    assertThat(sent).hasValue(4);
  }

  @Test
  void givesUpWithTheLastFailure() {
    assertThatThrownBy(() -> new Patience(3, SHORT, LONG).send(left -> failing(9)))
        .isInstanceOf(PassingException.class)
        .hasMessage("busy 4");
  }

  @Test
  void asksOnceWhatFailedForGood() {
    assertThatThrownBy(
            () ->
                new Patience(3, SHORT, LONG)
                    .send(
                        left -> {
                          sent.incrementAndGet();
                          throw new IOException("refused");
                        }))
        .hasMessage("refused");
    assertThat(sent).hasValue(1);
  }

  @Test
  void keepsToItsDeadline() {
    Duration deadline = Duration.ofMillis(200);
    long start = System.nanoTime();
    assertThatThrownBy(
            () ->
                new Patience(1_000_000, Duration.ofMillis(20), deadline)
                    .send(
                        left -> {
                          assertThat(left).isLessThanOrEqualTo(deadline);
                          return failing(Integer.MAX_VALUE);
                        }))
        .isInstanceOf(PassingException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(sent).hasValueGreaterThan(1);
  }

  @Test
  void endsItsWaitWhenItsThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> new Patience(3, LONG, LONG.multipliedBy(10)).send(left -> failing(9)))
        .isInstanceOf(InterruptedIOException.class)
        .hasMessageContaining("busy 1");
    assertThat(Thread.interrupted()).isTrue();
  }
}
