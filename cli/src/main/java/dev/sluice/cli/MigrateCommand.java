// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Problem;
import dev.sluice.migrate.Migration;
import dev.sluice.migrate.Peer;
import dev.sluice.migrate.Peers;
import dev.sluice.migrate.Remark;
import dev.sluice.runtime.worker.Takeover;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice migrate CONFIG.json}. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sluice migrate orders-to-s3.json",
      "  sluice migrate orders-to-s3.json --connect http://connect:8083"
    },
    description = {
      "Tells what becomes of another sink's properties here; 1 if one of them cannot be honoured.",
      "With --connect the running connector is stopped, given this product's class, and resumed: it goes on at"
          + " the offsets that it has committed, so nothing is lost or doubled."
    })
final class MigrateCommand implements Callable<Integer> {
  private static final String CLASS = "connector.class";

  @Parameters(
      paramLabel = "CONFIG.json",
      description = "The connector's configuration, as Connect's REST interface gives or takes it.")
  private Path file;

  @Option(
      names = "--connect",
      paramLabel = "URL",
      description = "A worker with the plug-in on its plugin.path, whose connector is taken over.")
  private Optional<URI> connect = Optional.empty();

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, String> given = read();
    Peer peer = Peers.of(given.getOrDefault(CLASS, "")).orElseThrow(() -> unknown(given));
    int mistakes = explain(peer, given, out);
    out.println();
    if (mistakes > 0) {
      out.println(
          mistakes + " to change before connector.class can become " + peer.replacement() + ".");
    } else if (connect.isPresent()) {
      takeOver(peer, given, connect.get(), out);
    } else {
      out.println("Change connector.class to " + peer.replacement() + " and nothing else.");
    }
    out.flush();
    return mistakes == 0 ? 0 : Main.NOT_IN_ORDER;
  }

  private RefusedException unknown(Map<String, String> given) {
    return new RefusedException(
        file
            + " has connector.class="
            + given.getOrDefault(CLASS, "(none)")
            + ", which is not known here; known are "
            + Peers.ALL.stream().map(Peer::former).collect(Collectors.joining(", ")));
  }

  /** Returns how many properties cannot stay as they are. */
  private static int explain(Peer peer, Map<String, String> given, PrintWriter out) {
    List<Problem> problems = peer.check(given);
    if (!problems.isEmpty()) {
      problems.forEach(problem -> out.println("  refused  " + problem.sentence()));
      return problems.size();
    }
    Migration migration = peer.translate(given, name -> false);
    for (Remark remark : migration.remarks()) {
      String kind = remark.kind().name().toLowerCase(Locale.ROOT);
      out.printf("  %-8s %s: %s%n", kind, remark.property(), remark.sentence());
    }
    return migration.refused().size();
  }

  private static void takeOver(Peer peer, Map<String, String> given, URI worker, PrintWriter out) {
    Map<String, String> changed = new LinkedHashMap<>(given);
    changed.put(CLASS, peer.replacement());
    out.println(new Takeover(worker).run(given.getOrDefault("name", ""), changed));
  }

  /** Flat, or inside {@code config} beside {@code name}. */
  private Map<String, String> read() throws IOException {
    JsonNode root = new ObjectMapper().readTree(Files.readString(file));
    JsonNode config = root.has("config") ? root.get("config") : root;
    Map<String, String> given = new LinkedHashMap<>();
    if (root.has("name")) {
      given.put("name", root.get("name").asText());
    }
    config
        .properties()
        .forEach(property -> given.put(property.getKey(), property.getValue().asText()));
    return given;
  }
}
