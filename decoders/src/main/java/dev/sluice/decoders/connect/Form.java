// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** How values of one Connect schema are written in Avro's binary form, and read back. */
interface Form {
  /**
   * The Avro schema of what is written.
   *
   * @param names names for records: Connect's structs may have none, or the same one twice
   * @throws MalformedException if values of this form have no place in a table
   */
  Schema avro(Supplier<String> names) throws MalformedException;

  /**
   * Writes one value.
   *
   * @throws ClassCastException if the value is not of the form's Connect type
   */
  void write(Object value, Encoder out) throws IOException;

  /** The value as a converter would have given it. */
  Object read(Decoder in) throws IOException;
}
