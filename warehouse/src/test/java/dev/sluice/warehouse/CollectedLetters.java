// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.reject.DeadLetters;
import dev.sluice.core.reject.Rejection;
import java.util.ArrayList;
import java.util.List;

/** Dead letters in a list. */
final class CollectedLetters implements DeadLetters {
  final List<Rejection> all = new ArrayList<>();

  @Override
  public void deliver(List<Rejection> rejections) {
    all.addAll(rejections);
  }
}
