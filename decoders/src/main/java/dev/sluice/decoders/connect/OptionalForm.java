// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** A value that may be null: a union of null and the value. */
record OptionalForm(Form value) implements Form {
  @Override
  public Schema avro(Supplier<String> names) throws MalformedException {
    return Schema.createUnion(Schema.create(Schema.Type.NULL), value.avro(names));
  }

  @Override
  public void write(Object object, Encoder out) throws IOException {
    if (object == null) {
      out.writeIndex(0);
    } else {
      out.writeIndex(1);
      value.write(object, out);
    }
  }

  @Override
  public Object read(Decoder in) throws IOException {
    return in.readIndex() == 0 ? null : value.read(in);
  }
}
