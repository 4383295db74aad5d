// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

/** What a JSON value can be, as far as the choice of a column type goes. */
enum Kind {
  BOOLEAN,
  /** A whole number that 64 bits hold and a double holds exactly as well. */
  SMALL,
  /** Any other whole number that 64 bits hold. */
  LONG,
  /** A whole number beyond 64 bits of at most 38 digits. */
  DIGITS,
  /** A number with a fraction or exponent, within the range of a double. */
  DOUBLE,
  STRING,
  OBJECT,
  LIST,
  /** Kept as its JSON text: a number that no type holds, or an object that makes no columns. */
  OPAQUE
}
