// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import dev.sluice.core.failure.MalformedException;

/** Appends values of one wire and column type to a column. */
abstract class Value {
  private final int wireType;

  Value(int wireType) {
    this.wireType = wireType;
  }

  /** What a field's tag must say of its wire type. */
  final int wireType() {
    return wireType;
  }

  /** Appends the value that the input stands before, and moves behind it. */
  abstract void append(ProtoInput in) throws MalformedException;

  /** Appends what a field has that is not there. */
  abstract void appendUsual() throws MalformedException;
}
