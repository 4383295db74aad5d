// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

/** A value that is never shown. */
public record Secret(String value) {
  @Override
  public String toString() {
    return "********";
  }
}
