// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Compiles one writer schema against the columns of a batch: a row of steps in the writer's order.
 */
final class AvroPlan {
  private final Skips skips = new Skips();

  private AvroPlan() {}

  /**
   * @throws MalformedException if values of the writer do not fit the batch's columns
   */
  static Step[] compile(Schema writer, ColumnBatch batch) throws MalformedException {
    AvroPlan plan = new AvroPlan();
    if (writer.getType() == Schema.Type.RECORD) {
      return plan.fields(writer, batch.type(), batch.root());
    }
    Types.NestedField field = batch.type().field(AvroTypes.VALUE);
    return new Step[] {
      plan.value(writer, field.type(), batch.column(batch.type().fields().indexOf(field)))
    };
  }

  private Step[] fields(Schema record, Types.StructType type, StructColumn columns)
      throws MalformedException {
    List<Schema.Field> fields = record.getFields();
    Step[] steps = new Step[fields.size()];
    for (int i = 0; i < steps.length; i++) {
      Schema.Field field = fields.get(i);
      Types.NestedField target = type.field(field.name());
      if (target == null) {
        steps[i] = skips.of(field.schema());
      } else {
        steps[i] = named(field, target.type(), columns.child(type.fields().indexOf(target)));
      }
    }
    return steps;
  }

  private Step named(Schema.Field field, Type type, Column column) throws MalformedException {
    try {
      return value(field.schema(), type, column);
    } catch (MalformedException e) {
      throw new MalformedException("field " + field.name() + ": " + e.getMessage(), e);
    }
  }

  private Step value(Schema schema, Type type, Column column) throws MalformedException {
    if (schema.getType() != Schema.Type.UNION) {
      return present(schema, type, column);
    }
    Step value = present(AvroTypes.withoutNull(schema), type, column);
    int nullBranch = schema.getTypes().size() == 1 ? -1 : schema.getIndexNamed("null");
    return nullBranch < 0 ? new Reads.Single(value) : new Reads.Nullable(column, nullBranch, value);
  }

  private Step present(Schema schema, Type type, Column column) throws MalformedException {
    Step step = step(schema, type, column);
    if (step == null) {
      throw new MalformedException(
          "Avro " + describe(schema) + " does not fit a column of type " + type);
    }
    return step;
  }

  private static String describe(Schema schema) {
    return schema.getLogicalType() == null
        ? schema.getType().getName()
        : schema.getType().getName() + " (" + schema.getLogicalType().getName() + ")";
  }

  /** Null if the two do not fit. */
  private Step step(Schema schema, Type type, Column column) throws MalformedException {
    Schema.Type wire = schema.getType();
    String logical = schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    return switch (type.typeId()) {
      case BOOLEAN -> wire == Schema.Type.BOOLEAN ? new Reads.Bool(column) : null;
      case INTEGER ->
          wire == Schema.Type.INT && !isTemporal(logical) ? new Reads.Int32(column) : null;
      case LONG -> isInteger(wire) && !isTemporal(logical) ? new Reads.Int64(column) : null;
      case FLOAT -> wire == Schema.Type.FLOAT ? new Reads.Float32(column) : null;
      case DOUBLE -> floating(wire, column);
      case DATE -> logical.equals("date") ? new Reads.Int32(column) : null;
      case TIME -> temporal(logical, "time", column);
      case TIMESTAMP ->
          temporal(
              logical,
              ((Types.TimestampType) type).shouldAdjustToUTC() ? "timestamp" : "local-timestamp",
              column);
      case TIMESTAMP_NANO ->
          temporal(
              logical,
              ((Types.TimestampNanoType) type).shouldAdjustToUTC()
                  ? "timestamp"
                  : "local-timestamp",
              column);
      case DECIMAL -> decimal(schema, (Types.DecimalType) type, column);
      case STRING -> text(schema, column);
      case UUID -> uuid(schema, logical, column);
      case BINARY -> wire == Schema.Type.BYTES ? new Reads.Bytes(column) : null;
      case FIXED ->
          wire == Schema.Type.FIXED && schema.getFixedSize() == ((Types.FixedType) type).length()
              ? new Reads.Fixed(column, schema.getFixedSize())
              : null;
      case STRUCT ->
          wire == Schema.Type.RECORD
              ? new Reads.Struct(
                  (StructColumn) column, fields(schema, type.asStructType(), (StructColumn) column))
              : null;
      case LIST ->
          wire == Schema.Type.ARRAY ? list(schema, type.asListType(), (ListColumn) column) : null;
      case MAP ->
          wire == Schema.Type.MAP ? map(schema, type.asMapType(), (MapColumn) column) : null;
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN -> null;
    };
  }

  private static boolean isInteger(Schema.Type wire) {
    return wire == Schema.Type.INT || wire == Schema.Type.LONG;
  }

  private static boolean isTemporal(String logical) {
    return logical.equals("date")
        || logical.startsWith("time")
        || logical.startsWith("local-timestamp");
  }

  private static Step floating(Schema.Type wire, Column column) {
    return wire == Schema.Type.DOUBLE
        ? new Reads.Float64(column)
        : wire == Schema.Type.FLOAT ? new Reads.FloatAsDouble(column) : null;
  }

  private static Step temporal(String logical, String kind, Column column) {
    if (logical.equals(kind + "-millis")) {
      return new Reads.Millis(column);
    }
    return logical.equals(kind + "-micros") || logical.equals(kind + "-nanos")
        ? new Reads.Int64(column)
        : null;
  }

  private static Step decimal(Schema schema, Types.DecimalType type, Column column) {
    if (!(schema.getLogicalType() instanceof LogicalTypes.Decimal decimal)
        || decimal.getScale() != type.scale()) {
      return null;
    }
    int fixedLength = schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : -1;
    return type.precision() <= 18
        ? new Reads.ShortDecimal(column, decimal.getPrecision(), fixedLength)
        : new Reads.LongDecimal(column, decimal.getPrecision(), fixedLength);
  }

  private static Step text(Schema schema, Column column) {
    return switch (schema.getType()) {
      case STRING -> new Reads.Text(column);
      case ENUM -> new Reads.Symbol(column, schema.getEnumSymbols());
      default -> null;
    };
  }

  private static Step uuid(Schema schema, String logical, Column column) {
    if (!logical.equals("uuid")) {
      return null;
    }
    return schema.getType() == Schema.Type.STRING
        ? new Reads.UuidText(column)
        : new Reads.Fixed(column, 16);
  }

  private Step list(Schema schema, Types.ListType type, ListColumn column)
      throws MalformedException {
    return new Reads.Items(
        column, value(schema.getElementType(), type.elementType(), column.elements()));
  }

  private Step map(Schema schema, Types.MapType type, MapColumn column) throws MalformedException {
    return new Reads.Entries(
        column, value(schema.getValueType(), type.valueType(), column.values()));
  }
}
