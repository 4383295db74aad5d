// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.replay.ReplayStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Asks for a replay or a way back, and shows how it goes until it has ended. */
final class ReplayWatch {
  private static final long MILLIS_BETWEEN_LOOKS = 200;
  private static final long NANOS_BETWEEN_LINES = 1_000_000_000;

  private final Control control;
  private final PrintWriter out;
  private final boolean json;
  private final ObjectMapper mapper = new ObjectMapper();
  private long shown = System.nanoTime();

  ReplayWatch(Control control, PrintWriter out, boolean json) {
    this.control = control;
    this.out = out;
    this.json = json;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * Asks, and returns when there is an end.
   *
   * @param asked further parameters of the request
   * @return the exit code
   */
  int run(String table, String asked) throws IOException, InterruptedException {
    String path = "/replay?table=" + encoded(table);
    Control.Answer answer = control.post(path + asked, "");
    if (answer.status() != 200) {
      System.err.println("sluice: " + mapper.readTree(answer.body()).path("error").asText());
      return Main.COULD_NOT_RUN;
    }
    ReplayStatus status = mapper.readValue(answer.body(), ReplayStatus.class);
    while (!status.ended()) {
      show(status);
      Thread.sleep(MILLIS_BETWEEN_LOOKS);
      status = mapper.readValue(control.get(path).body(), ReplayStatus.class);
    }
    return end(status);
  }

  private void show(ReplayStatus status) {
    long now = System.nanoTime();
    if (json || now - shown < NANOS_BETWEEN_LINES) {
      return;
    }
    shown = now;
    long left = Math.max(0, status.expected() - status.records());
    out.printf(
        "  %-11s %,d of %,d records (%d %%), %s%n",
        status.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        status.records(),
        status.expected(),
        100 * status.records() / Math.max(1, status.expected()),
        pace(status.rate(), left));
    out.flush();
  }

  /** Before the first records have come nobody knows how long it will take. */
  private static String pace(double rate, long left) {
    return rate < 1 && left > 0
        ? "nothing yet"
        : String.format("%,.0f/s, %.0f s left", rate, left / Math.max(1, rate));
  }

  private int end(ReplayStatus status) throws IOException {
    boolean served = status.state() == ReplayStatus.State.SERVED;
    if (json) {
      out.println(mapper.writeValueAsString(status));
    } else if (served) {
      out.printf("%s: %s, in %.1f s%n", status.table(), status.message(), status.millis() / 1e3);
    } else {
      System.err.println("sluice: " + status.message());
    }
    out.flush();
    return served ? 0 : Main.NOT_IN_ORDER;
  }
}
