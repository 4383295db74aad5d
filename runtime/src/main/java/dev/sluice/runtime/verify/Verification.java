// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import dev.sluice.core.commit.Ledger;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of comparing Kafka, receipts, files, tables and views.
 *
 * @param holds whether nothing was found
 */
public record Verification(
    boolean holds, List<PartitionCheck> checks, List<Check.Proof> proofs, List<Finding> findings) {
  public Verification {
    checks = List.copyOf(checks);
    proofs = List.copyOf(proofs);
    findings = List.copyOf(findings);
  }

  /**
   * Compares every ledger with Kafka.
   *
   * @param deep read every record again, and compare checksums receipt by receipt
   */
  public static Verification of(List<Ledger> ledgers, KafkaLog log, boolean deep) {
    List<PartitionCheck> checks = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (Ledger ledger : ledgers) {
      LedgerCheck check = new LedgerCheck(ledger, log, deep);
      check.run();
      checks.addAll(check.checks());
      findings.addAll(check.findings());
    }
    return new Verification(findings.isEmpty(), checks, List.of(), findings);
  }

  /** With what a further look has shown. */
  public Verification and(Check check) {
    List<Check.Proof> allProofs = new ArrayList<>(proofs);
    allProofs.addAll(check.proofs());
    List<Finding> allFindings = new ArrayList<>(findings);
    allFindings.addAll(check.findings());
    return new Verification(allFindings.isEmpty(), checks, allProofs, allFindings);
  }
}
