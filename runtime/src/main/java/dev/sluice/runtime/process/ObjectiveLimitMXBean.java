// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

/** What {@code /metrics} shows of a contract's promise about a table. */
public interface ObjectiveLimitMXBean {
  /** Smallest figure that meets it. */
  long getLeast();

  /** Greatest figure that meets it. */
  long getMost();
}
