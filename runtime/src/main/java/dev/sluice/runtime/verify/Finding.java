// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

/**
 * Something that does not add up.
 *
 * @param where ledger, topic-partition and offsets, or the view
 * @param what what differs, with both figures
 */
public record Finding(String where, String what) {
  @Override
  public String toString() {
    return where + ": " + what;
  }
}
