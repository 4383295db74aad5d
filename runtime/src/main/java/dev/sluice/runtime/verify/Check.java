// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import java.util.List;

/**
 * What looking at one thing has shown.
 *
 * @param proofs what holds, in words for an operator; empty if nothing could be looked at
 * @param findings what does not
 */
public record Check(List<Proof> proofs, List<Finding> findings) {
  public Check {
    proofs = List.copyOf(proofs);
    findings = List.copyOf(findings);
  }

  static Check holds(String where, String what) {
    return new Check(List.of(new Proof(where, what)), List.of());
  }

  static Check differs(String where, String what) {
    return new Check(List.of(), List.of(new Finding(where, what)));
  }

  /**
   * Something that adds up.
   *
   * @param where the table or the view
   */
  public record Proof(String where, String what) {}
}
