// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.reject;

import java.util.List;

/** Where rejections go. */
public interface DeadLetters {
  /**
   * Hands all rejections over and returns when every one of them has been acknowledged, so that a
   * commit may pass them. Called on the committer thread before each commit.
   *
   * @throws dev.sluice.core.failure.UnavailableException if they could not be delivered now
   * @throws dev.sluice.core.failure.RefusedException if there is nowhere to deliver them to
   */
  void deliver(List<Rejection> rejections);
}
