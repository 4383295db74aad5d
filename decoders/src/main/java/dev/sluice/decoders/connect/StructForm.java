// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.kafka.connect.data.Struct;

/**
 * A struct.
 *
 * @param fields in the struct's order
 */
record StructForm(org.apache.kafka.connect.data.Schema schema, List<Field> fields) implements Form {
  /**
   * A field of a struct.
   *
   * @param instead its value where it is required and has none; null if it has no default
   */
  record Field(String name, Form form, Object instead) {}

  @Override
  public Schema avro(Supplier<String> names) throws MalformedException {
    List<Schema.Field> columns = new ArrayList<>();
    for (Field field : fields) {
      columns.add(new Schema.Field(field.name, field.form.avro(names)));
    }
    Schema record = Schema.createRecord(names.get(), null, null, false, columns);
    if (schema.name() != null) {
      record.addProp(Scalar.NAME, schema.name());
    }
    return record;
  }

  @Override
  public void write(Object value, Encoder out) throws IOException {
    Struct struct = (Struct) value;
    for (Field field : fields) {
      Object given = struct.getWithoutDefault(field.name);
      field.form.write(given == null ? field.instead : given, out);
    }
  }

  @Override
  public Struct read(Decoder in) throws IOException {
    Struct struct = new Struct(schema);
    for (Field field : fields) {
      struct.put(field.name, field.form.read(in));
    }
    return struct;
  }
}
