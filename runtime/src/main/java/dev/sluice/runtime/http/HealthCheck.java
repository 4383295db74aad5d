// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.http;

import java.util.List;

/** A part of the process that can tell whether it is well. */
@FunctionalInterface
public interface HealthCheck {

  /** What is wrong now, one sentence each; empty when all is well. Must answer at once. */
  List<String> problems();
}
