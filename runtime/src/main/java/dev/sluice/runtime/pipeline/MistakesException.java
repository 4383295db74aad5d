// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import java.util.List;
import java.util.stream.Collectors;

/** A pipeline file that cannot be run; holds every mistake in it. */
public final class MistakesException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Mistake> mistakes;

  public MistakesException(List<Mistake> mistakes) {
    super(mistakes.stream().map(Mistake::text).collect(Collectors.joining("\n")));
    this.mistakes = List.copyOf(mistakes);
  }

  public List<Mistake> mistakes() {
    return mistakes;
  }
}
