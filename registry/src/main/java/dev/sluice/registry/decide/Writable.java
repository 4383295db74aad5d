// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.decide;

import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Mode;
import dev.sluice.registry.state.RegistryState;

/** Guards subjects that an operator has made read-only. */
final class Writable {
  private Writable() {}

  static void require(RegistryState state, String subject) {
    require(state.mode(subject), "Subject " + subject);
  }

  /** Ids are given here unless a subject takes over those of another registry. */
  static void requireGivingIds(RegistryState state, String subject) {
    require(state, subject);
    if (state.mode(subject) == Mode.IMPORT) {
      throw new RegistryException(
          ErrorCode.NOT_PERMITTED,
          "Subject "
              + subject
              + " is not in read-write mode: it imports schemas with their ids."
              + " Give 'id', or set its mode to READWRITE.");
    }
  }

  static void requireImporting(RegistryState state, String subject) {
    if (state.mode(subject) != Mode.IMPORT) {
      throw new RegistryException(
          ErrorCode.NOT_PERMITTED,
          "Subject "
              + subject
              + " is not in import mode. Set its mode to IMPORT to give ids, or"
              + " leave out 'id'.");
    }
  }

  static void requireAll(RegistryState state) {
    require(state.globalMode(), "The registry");
  }

  private static void require(Mode mode, String what) {
    if (!mode.takesChanges()) {
      throw new RegistryException(
          ErrorCode.NOT_PERMITTED,
          what + " is in read-only mode. Set its mode to READWRITE to change it.");
    }
  }
}
