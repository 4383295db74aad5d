// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice generations TABLE}. */
@Command(
    name = "generations",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {"  sluice generations orders", "  sluice generations orders --drop 1"},
    description =
        "Lists the generations of a warehouse table, or drops one that is not served, with its positions.")
final class GenerationsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "The warehouse table.")
  private String table;

  @Option(names = "--drop", paramLabel = "GENERATION", description = "The one to drop.")
  private Integer drop;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Mixin private HomeOption home;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Control control = Control.of(home.home());
    String path = "/replay?table=" + ReplayWatch.encoded(table);
    Control.Answer answer =
        drop == null ? control.get(path + "&list=true") : control.post(path + "&drop=" + drop, "");
    JsonNode body = new ObjectMapper().readTree(answer.body());
    if (answer.status() != 200) {
      System.err.println("sluice: " + body.path("error").asText());
      return Main.COULD_NOT_RUN;
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer.body());
    } else if (body.isEmpty()) {
      out.println(table + " has never been replayed.");
    } else {
      for (JsonNode each : body) {
        out.printf(
            "%4d  %-9s %s%n",
            each.path("generation").asInt(),
            each.path("state").asText(),
            each.path("kept").asText());
      }
    }
    out.flush();
    return 0;
  }
}
