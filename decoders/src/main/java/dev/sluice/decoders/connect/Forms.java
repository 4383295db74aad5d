// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.decoders.connect.StructForm.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;

/** The form of every Connect schema. */
final class Forms {
  /** A struct that contains itself has no end; none that people write is this deep. */
  private static final int DEEPEST = 100;

  private Forms() {}

  /**
   * @throws MalformedException if the schema contains itself
   */
  static Form of(Schema schema) throws MalformedException {
    return of(schema, 0);
  }

  private static Form of(Schema schema, int depth) throws MalformedException {
    if (depth > DEEPEST) {
      throw new MalformedException(
          "the value's schema is more than " + DEEPEST + " levels deep, or contains itself");
    }
    Form form =
        switch (schema.type()) {
          case STRUCT -> struct(schema, depth + 1);
          case ARRAY -> new ArrayForm(of(schema.valueSchema(), depth + 1));
          case MAP -> map(schema, depth + 1);
          case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING, BYTES ->
              Scalars.of(schema);
        };
    return schema.isOptional() ? new OptionalForm(form) : form;
  }

  private static Form map(Schema schema, int depth) throws MalformedException {
    Form value = of(schema.valueSchema(), depth);
    Schema key = schema.keySchema();
    return key.type() == Schema.Type.STRING && !key.isOptional()
        ? new MapForm(value)
        : new EntriesForm(of(key, depth), value);
  }

  private static Form struct(Schema schema, int depth) throws MalformedException {
    List<Field> fields = new ArrayList<>();
    for (org.apache.kafka.connect.data.Field field : schema.fields()) {
      Schema type = field.schema();
      fields.add(
          new Field(field.name(), of(type, depth), type.isOptional() ? null : type.defaultValue()));
    }
    return new StructForm(schema, fields);
  }
}
