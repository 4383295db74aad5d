// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.orc;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.orc.TypeDescription;

/**
 * Iceberg's types as ORC's. What ORC has no type for is marked by the attributes that the Iceberg
 * specification names, so that readers of Iceberg find the type again.
 */
final class OrcTypes {
  private static final String BINARY = "iceberg.binary-type";

  private OrcTypes() {}

  /** The type of a file's rows, or of a struct in them. */
  static TypeDescription of(Types.StructType type) {
    TypeDescription struct = TypeDescription.createStruct();
    for (Types.NestedField field : type.fields()) {
      TypeDescription child = of(field.type());
      child.setAttribute("iceberg.required", Boolean.toString(field.isRequired()));
      struct.addField(field.name(), child);
    }
    return struct;
  }

  private static TypeDescription of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> TypeDescription.createBoolean();
      case INTEGER -> TypeDescription.createInt();
      case LONG -> TypeDescription.createLong();
      case FLOAT -> TypeDescription.createFloat();
      case DOUBLE -> TypeDescription.createDouble();
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        // The usual scale, 10, may be more than the precision.
        yield TypeDescription.createDecimal()
            .withScale(0)
            .withPrecision(decimal.precision())
            .withScale(decimal.scale());
      }
      case DATE -> TypeDescription.createDate();
      case TIME -> TypeDescription.createLong().setAttribute("iceberg.long-type", "TIME");
      case TIMESTAMP -> timestamp(((Types.TimestampType) type).shouldAdjustToUTC(), "MICROS");
      case TIMESTAMP_NANO ->
          timestamp(((Types.TimestampNanoType) type).shouldAdjustToUTC(), "NANOS");
      case STRING -> TypeDescription.createString();
      case BINARY -> TypeDescription.createBinary();
      case FIXED ->
          TypeDescription.createBinary()
              .setAttribute(BINARY, "FIXED")
              .setAttribute("iceberg.length", Integer.toString(((Types.FixedType) type).length()));
      case UUID -> TypeDescription.createBinary().setAttribute(BINARY, "UUID");
      case STRUCT -> of(type.asStructType());
      case LIST -> TypeDescription.createList(of(type.asListType().elementType()));
      case MAP ->
          TypeDescription.createMap(
              of(type.asMapType().keyType()), of(type.asMapType().valueType()));
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  private static TypeDescription timestamp(boolean instant, String unit) {
    TypeDescription type =
        instant ? TypeDescription.createTimestampInstant() : TypeDescription.createTimestamp();
    return type.setAttribute("iceberg.timestamp-unit", unit);
  }
}
