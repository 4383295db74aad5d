// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.json;

/**
 * How JSON spells what it has no types for.
 *
 * @param decimals how decimals are written
 * @param times how dates and times are written
 */
public record JsonStyle(Decimals decimals, Times times) {
  /** Numbers, and ISO 8601. */
  public static final JsonStyle USUAL = new JsonStyle(Decimals.NUMBER, Times.ISO);

  /** How decimals are written. */
  public enum Decimals {
    NUMBER,
    BASE64
  }

  /** How dates and times are written. */
  public enum Times {
    ISO,
    NUMBER
  }
}
