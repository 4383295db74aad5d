// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.process.ObjectiveStatus;
import dev.sluice.runtime.process.PipelineStatus;
import dev.sluice.runtime.process.SluiceProcess;
import dev.sluice.runtime.process.TableStatus;
import dev.sluice.runtime.process.ViewStatus;
import dev.sluice.streams.app.EmittedStatus;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What a running pipeline shows of itself. */
final class Terminal {

  private final PrintStream out;
  private final SluiceProcess process;
  private final Home home;
  private long lastRecords = -1;
  private long lastNanos;
  private String firstQuery = "";

  Terminal(PrintStream out, SluiceProcess process, Home home) {
    this.out = out;
    this.process = process;
    this.home = home;
  }

  void welcome() {
    out.printf(
        "%nPipeline '%s' is up. Everything it keeps is in %s%n",
        process.file().name(), home.folder());
    out.printf("  Kafka            %s%n", process.kafkaClient().get("bootstrap.servers"));
    out.printf("  schema registry  %s%n", process.registryUrl());
    out.printf("  Kafka Connect    %s%n", process.worker().restUrl());
    out.printf("  this process     %s  (/status /metrics /health)%n", process.control().uri());
    process
        .file()
        .lakeTables()
        .forEach(t -> out.printf("  lake             %s%n", process.plans().lakeLocation(t)));
    if (process.file().warehouse().isPresent()) {
      out.printf("  warehouse        %s%n", process.plans().warehouseUrl());
    }
    if (!process.file().views().isEmpty()) {
      firstQuery = "SELECT * FROM " + process.file().views().get(0).name() + " LIMIT 10";
    } else if (!process.file().warehouseTables().isEmpty()) {
      firstQuery = "SELECT count(*) FROM " + process.file().warehouseTables().get(0).name();
    }
    out.printf("%nNext, in another terminal:%n");
    String option =
        home.folder().getFileName().toString().equals("sluice-data")
            ? ""
            : " --home " + home.folder();
    if (!firstQuery.isEmpty()) {
      out.printf("  ./sluice sql%s \"%s\"%n", option, firstQuery);
    }
    out.printf(
        "  ./sluice status%s%n  ./sluice verify%s%nCtrl-C stops it; starting again continues.%n",
        option, option);
    out.flush();
  }

  void summary(PipelineStatus status) {
    long now = System.nanoTime();
    String rate = "";
    if (lastRecords >= 0) {
      double perSecond = (status.records() - lastRecords) * 1e9 / (now - lastNanos);
      rate = String.format(", %,.0f/s", perSecond);
    }
    lastRecords = status.records();
    lastNanos = now;
    out.printf(
        "%n%s  %,d records in Kafka%s%n",
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
        status.records(),
        rate);
    table(out, status);
    out.flush();
  }

  /** The tables of a pipeline, one line each. */
  static void table(PrintStream out, PipelineStatus status) {
    out.printf(
        "  %-10s %-18s %-9s %12s %12s %7s %8s %8s   %s%n",
        "", "table", "state", "records in", "rows visible", "files", "rejects", "lag", "freshness");
    for (TableStatus table : status.tables()) {
      out.printf(
          "  %-10s %-18s %-9s %,12d %,12d %,7d %,8d %,8d   %s%n",
          table.destination(),
          table.table(),
          table.state(),
          table.records(),
          table.rows(),
          table.files(),
          table.rejects(),
          table.lag(),
          freshness(table.freshnessMs()));
      if (table.late() > 0) {
        out.printf("             late: %,d rows were not taken%n", table.late());
      }
      table
          .broken()
          .forEach(
              (rule, count) ->
                  out.printf("             contract: %s broken by %,d records%n", rule, count));
      table.objectives().stream()
          .filter(one -> !one.met())
          .forEach(
              one ->
                  out.printf(
                      "             contract: %s is %,d, and not %s%n",
                      one.objective(), one.now(), range(one)));
      if (!table.waitingFor().isEmpty()) {
        out.printf("             waits: %s%n", table.waitingFor());
      }
      if (!table.trouble().isEmpty()) {
        out.printf("             FAILED: %s%n", table.trouble());
      }
    }
    status.emitted().forEach(view -> emitted(out, view));
    status.views().forEach(view -> view(out, view));
  }

  /** One that does not follow each commit. */
  private static void view(PrintStream out, ViewStatus view) {
    out.printf(
        "  %-10s %-18s %-9s %s%n",
        view.kind().name().toLowerCase(Locale.ROOT),
        view.view(),
        view.state(),
        view.ageMs() < 0
            ? "not computed yet"
            : String.format("what is served was computed %,d s ago", view.ageMs() / 1_000));
    if (!view.trouble().isEmpty()) {
      out.printf("             FAILED: %s%n", view.trouble());
    }
  }

  private static void emitted(PrintStream out, EmittedStatus view) {
    out.printf(
        "  %-10s %-18s %-9s %,12d %12s %7s %,8d %,8d   to topic %s%n",
        "emitted",
        view.view(),
        view.state(),
        view.rows(),
        "",
        "",
        view.rejects(),
        view.lag(),
        view.topic());
    if (view.restored() < view.toRestore()) {
      out.printf(
          "             restores: %,d of %,d records of state%n",
          view.restored(), view.toRestore());
    }
    if (!view.waitingFor().isEmpty()) {
      out.printf("             waits: %s%n", view.waitingFor());
    }
    if (!view.trouble().isEmpty()) {
      out.printf("             FAILED: %s%n", view.trouble());
    }
  }

  private static String range(ObjectiveStatus objective) {
    return objective.most() == Long.MAX_VALUE
        ? String.format("at least %,d", objective.least())
        : String.format("from %,d to %,d", objective.least(), objective.most());
  }

  private static String freshness(long millis) {
    return millis == 0 ? "all visible" : String.format("%.1f s", millis / 1_000.0);
  }
}
