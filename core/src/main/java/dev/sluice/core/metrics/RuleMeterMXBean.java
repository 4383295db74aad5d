// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.metrics;

/** One rule's figure; read over JMX as {@code sluice:type=rule,connector=…,task=…,rule=…}. */
public interface RuleMeterMXBean {
  /** Records that broke it since the task started, those read again counted again. */
  long getBrokenTotal();
}
