// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

/**
 * What becomes of one property.
 *
 * @param property its name
 * @param kind whether it can be kept
 * @param sentence what happens to it, and for a refused one why and what to do
 */
public record Remark(String property, Kind kind, String sentence) {
  /** Whether a property can be kept. */
  public enum Kind {
    /** It means what it meant. */
    KEPT,
    /** It is accepted, and something about it is worth knowing. */
    NOTED,
    /** Nobody knows it; it is left alone. */
    UNKNOWN,
    /** It asks for what is not offered. */
    REFUSED
  }
}
