// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import dev.sluice.core.failure.RefusedException;
import java.util.ArrayList;
import java.util.List;

/** What a contract says and cannot be kept to; told all at once. */
final class Notes {
  private final List<String> refused = new ArrayList<>();

  void refuse(String path, String why) {
    refused.add(path + ": " + why);
  }

  void throwIfAny() {
    if (!refused.isEmpty()) {
      throw new RefusedException(
          "The contract promises what is not kept here. Remove it, or correct it: "
              + String.join("; ", refused));
    }
  }
}
