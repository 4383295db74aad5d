// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

/**
 * A promise about one field.
 *
 * @param field its name, with dots after those of the structs around it
 * @param kind what is promised, as the document calls it
 */
public record Rule(String field, String kind, Check check, Violation violation) {
  /** The rule's name: {@code amount.minimum}. */
  public String name() {
    return field + "." + kind;
  }

  /** What is asked of a value. */
  public interface Check {
    /** What is wrong, to follow the field's name in a sentence; empty if nothing is. */
    String problem(Cell cell);

    /** Whether it is asked of a missing value too. */
    default boolean asksOfNull() {
      return false;
    }
  }
}
