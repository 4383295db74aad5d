// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Column;

/** Appends JSON values to one column. */
abstract class Fill {
  private final Column column;

  Fill(Column column) {
    this.column = column;
  }

  /**
   * Appends the value whose first token is the current one, and moves to its last.
   *
   * @return whether it is more than null
   */
  final boolean run(JsonInput in) throws MalformedException {
    if (in.token() == JsonToken.VALUE_NULL) {
      addNull();
      return false;
    }
    value(in);
    return true;
  }

  void addNull() {
    column.addNull();
  }

  /** Appends a value that is not null. */
  abstract void value(JsonInput in) throws MalformedException;

  static void require(boolean fits, JsonInput in, String type) throws MalformedException {
    if (!fits) {
      throw new MalformedException(
          "field "
              + in.name()
              + " is "
              + in.token()
              + ", which a column of "
              + type
              + " cannot hold");
    }
  }
}
