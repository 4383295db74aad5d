// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.verify.Check;
import dev.sluice.runtime.verify.Finding;
import dev.sluice.runtime.verify.PartitionCheck;
import dev.sluice.runtime.verify.Verification;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExample:%n",
    footer = {"  sluice verify --deep"},
    description =
        "Proves that what is visible is what Kafka holds, without the rejects; 1 if it is not.")
final class VerifyCommand implements Callable<Integer> {
  @Option(names = "--deep", description = "Reads every record again and compares checksums.")
  private boolean deep;

  @Option(
      names = "--lambda",
      description =
          "Compares the layers of views instead: what batches have counted with what the"
              + " warehouse's own rows give up to the same offsets.")
  private boolean lambda;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Mixin private HomeOption home;

  @Override
  public Integer call() throws Exception {
    Control.Answer answer =
        Control.of(home.home()).get("/verify?deep=" + deep + "&layers=" + lambda);
    ObjectMapper mapper = new ObjectMapper();
    if (answer.status() != 200) {
      System.err.println("sluice: " + mapper.readTree(answer.body()).path("error").asText());
      return Main.COULD_NOT_RUN;
    }
    Verification verification = mapper.readValue(answer.body(), Verification.class);
    if (json) {
      System.out.println(answer.body());
    } else {
      print(verification);
    }
    return verification.holds() ? 0 : Main.NOT_IN_ORDER;
  }

  private static void print(Verification verification) {
    if (!verification.checks().isEmpty()) {
      printPartitions(verification);
    }
    for (Check.Proof proof : verification.proofs()) {
      System.out.printf("%-37s %s%n", proof.where(), proof.what());
    }
    for (Finding finding : verification.findings()) {
      System.out.println("DIFFERS  " + finding);
    }
    System.out.println(verification.holds() ? "It holds." : "It does not hold.");
  }

  private static void printPartitions(Verification verification) {
    System.out.printf(
        "%-20s %-16s %12s %12s %9s %9s %9s %9s   %s%n",
        "",
        "partition",
        "records",
        "= rows",
        "+ deletes",
        "+ rejects",
        "+ ignored",
        "pending",
        "compared");
    for (PartitionCheck check : verification.checks()) {
      System.out.printf(
          "%-20s %-16s %,12d %,12d %,9d %,9d %,9d %,9d   %s%n",
          check.ledger(),
          check.partition(),
          check.records(),
          check.rows(),
          check.deletes(),
          check.rejected(),
          check.ignored(),
          check.pending(),
          check.checked().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
  }
}
