// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import dev.sluice.decoders.SchemaUnion;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Iceberg types that hold the values of Protobuf's: the narrowest that loses none, so that unsigned
 * numbers get the next wider one, and 64 bits of them a decimal.
 */
final class ProtoTypes {
  private static final int UNSIGNED_DIGITS = 20;

  private ProtoTypes() {}

  /** The row type of a message, its field ids in order. */
  static Types.StructType row(Message message) {
    return SchemaUnion.renumbered(struct(message));
  }

  private static Types.StructType struct(Message message) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (Message.Field field : message.fields()) {
      int id = fields.size() + 1;
      fields.add(
          field.presence() == Message.Presence.NULL
              ? Types.NestedField.optional(id, field.name(), type(field))
              : Types.NestedField.required(id, field.name(), type(field)));
    }
    return Types.StructType.of(fields);
  }

  /** A field's type, repeated ones included. */
  static Type type(Message.Field field) {
    boolean list =
        field.presence() == Message.Presence.REPEATED
            && !(field.content() instanceof Message.Entries);
    Type type = of(field.content());
    return list ? Types.ListType.ofRequired(1, type) : type;
  }

  static Type of(Message.Content content) {
    if (content instanceof Message.Scalar scalar) {
      return of(scalar);
    }
    if (content instanceof Message.Wrapped wrapped) {
      return of(wrapped.scalar());
    }
    if (content instanceof Message.Nested nested) {
      return struct(nested.message());
    }
    if (content instanceof Message.Entries entries) {
      return Types.MapType.ofRequired(1, 2, of(entries.key()), of(entries.value()));
    }
    if (content instanceof Message.Moment) {
      return Types.TimestampType.withZone();
    }
    if (content instanceof Message.Mark) {
      return Types.BooleanType.get();
    }
    return content instanceof Message.Symbols ? Types.StringType.get() : Types.BinaryType.get();
  }

  private static Type of(Message.Scalar scalar) {
    return switch (scalar) {
      case INT32, SINT32, SFIXED32 -> Types.IntegerType.get();
      case UINT32, FIXED32, INT64, SINT64, SFIXED64 -> Types.LongType.get();
      case UINT64, FIXED64 -> Types.DecimalType.of(UNSIGNED_DIGITS, 0);
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case BOOL -> Types.BooleanType.get();
      case STRING -> Types.StringType.get();
      case BYTES -> Types.BinaryType.get();
    };
  }
}
