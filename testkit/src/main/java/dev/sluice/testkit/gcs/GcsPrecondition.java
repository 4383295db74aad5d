// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.gcs;

import java.util.Map;
import java.util.Optional;

/**
 * What a request says must hold of an object.
 *
 * @param match the generation it must have; 0 says that it must not be there
 * @param notMatch the generation it must not have; 0 says that it must be there
 */
record GcsPrecondition(Optional<Long> match, Optional<Long> notMatch) {
  /**
   * Reads it.
   *
   * @param kind {@code Generation} or {@code SourceGeneration}
   */
  static GcsPrecondition of(Map<String, String> query, String kind) {
    return new GcsPrecondition(
        Optional.ofNullable(query.get("if" + kind + "Match")).map(Long::valueOf),
        Optional.ofNullable(query.get("if" + kind + "NotMatch")).map(Long::valueOf));
  }

  /** Fails unless it holds of an object that is there, or is not. */
  void check(Optional<GcsObject> object) throws GcsFailure {
    long generation = object.map(GcsObject::generation).orElse(0L);
    if (match.filter(wanted -> wanted != generation).isPresent()
        || notMatch.filter(unwanted -> unwanted == generation).isPresent()) {
      throw new GcsFailure(
          412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
    }
  }
}
