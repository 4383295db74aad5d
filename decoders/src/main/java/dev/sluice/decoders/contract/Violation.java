// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

/** What happens where a record breaks a rule of its topic's contract. */
public enum Violation {
  /** The record goes to the dead letters, with the rule's name. */
  REJECT,
  /** The record goes on, and is counted. */
  WARN,
  /** The tasks stop, and nothing goes on until a person changes something. */
  STOP
}
