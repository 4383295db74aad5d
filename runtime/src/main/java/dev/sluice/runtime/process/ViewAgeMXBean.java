// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

/** What {@code /metrics} shows of a view that does not follow each commit. */
public interface ViewAgeMXBean {
  /** Since what is served was computed; -1 before the first time. */
  long getAgeMs();
}
