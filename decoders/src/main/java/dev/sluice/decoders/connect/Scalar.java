// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/**
 * A value without parts.
 *
 * @param logical what Avro adds to the type; null for nothing
 * @param name of the Connect schema, which may say more; null for none
 */
record Scalar(Schema.Type type, LogicalType logical, String name, Put put, Take take)
    implements Form {
  /** Property in which converters keep a schema's name in Avro. */
  static final String NAME = "connect.name";

  /** Writes one value. */
  interface Put {
    void to(Encoder out, Object value) throws IOException;
  }

  /** Reads one value. */
  interface Take {
    Object from(Decoder in) throws IOException;
  }

  Scalar named(String meaning) {
    return new Scalar(type, logical, meaning, put, take);
  }

  @Override
  public Schema avro(Supplier<String> names) throws MalformedException {
    Schema schema = Schema.create(type);
    if (name != null) {
      schema.addProp(NAME, name);
    }
    if (logical == null) {
      return schema;
    }
    try {
      return logical.addToSchema(schema);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(e.getMessage(), e);
    }
  }

  @Override
  public void write(Object value, Encoder out) throws IOException {
    put.to(out, value);
  }

  @Override
  public Object read(Decoder in) throws IOException {
    return take.from(in);
  }
}
