// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Decoder;
import dev.sluice.decoders.framed.Frame;

/** Reads framed values of one writer schema by the plan for it. */
final class AvroReader implements Decoder.Reader {
  private final AvroInput in = new AvroInput();
  private final Step[] plan;
  private final boolean whole;

  /**
   * @param whole whether the plan reads values to their last byte
   */
  AvroReader(Step[] plan, boolean whole) {
    this.plan = plan;
    this.whole = whole;
  }

  @Override
  public Change read(byte[] bytes, int from, int length) throws MalformedException {
    in.reset(bytes, from + Frame.BYTES, length - Frame.BYTES);
    for (int i = 0; i < plan.length; i++) {
      plan[i].run(in);
    }
    if (whole && in.remaining() != 0) {
      throw new MalformedException(
          in.remaining()
              + " bytes are left over after the last field of schema id "
              + Frame.schemaId(bytes, from, length));
    }
    return Change.ROW;
  }
}
