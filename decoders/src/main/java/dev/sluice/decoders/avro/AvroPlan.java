// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.decoders.FieldColumns;
import dev.sluice.decoders.Semantic;
import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Compiles one writer schema against the columns of a batch: a row of steps in the writer's order.
 */
final class AvroPlan {
  private final Skips skips = new Skips();
  private final Conflicts conflicts;

  private AvroPlan(Conflicts conflicts) {
    this.conflicts = conflicts;
  }

  /**
   * @param row the writer's row type
   */
  static Step[] compile(Schema writer, Types.StructType row, ColumnBatch batch, Conflicts conflicts)
      throws MalformedException {
    AvroPlan plan = new AvroPlan(conflicts);
    FieldColumns places = new FieldColumns(batch.type(), conflicts);
    if (writer.getType() == Schema.Type.RECORD) {
      return plan.fields(writer, row, places, batch.type(), batch.root());
    }
    Schema.Field whole = new Schema.Field(AvroTypes.VALUE, writer);
    return new Step[] {plan.field(whole, row, places, batch.type(), batch.root())};
  }

  /** What reads a record into the columns of a row; for the image in an envelope. */
  static Step[] compileImage(
      Schema record,
      Types.StructType row,
      FieldColumns places,
      ColumnBatch batch,
      Conflicts conflicts)
      throws MalformedException {
    return new AvroPlan(conflicts).fields(record, row, places, batch.type(), batch.root());
  }

  /** What reads one value into a column of a type that holds it. */
  static Step compileValue(Schema schema, Type type, Column column, Conflicts conflicts)
      throws MalformedException {
    return new AvroPlan(conflicts).value(schema, type, column);
  }

  private Step[] fields(
      Schema record,
      Types.StructType own,
      FieldColumns places,
      Types.StructType type,
      StructColumn columns)
      throws MalformedException {
    List<Schema.Field> fields = record.getFields();
    Step[] steps = new Step[fields.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = field(fields.get(i), own, places, type, columns);
    }
    return steps;
  }

  private Step field(
      Schema.Field field,
      Types.StructType own,
      FieldColumns places,
      Types.StructType type,
      StructColumn columns)
      throws MalformedException {
    Types.NestedField target;
    try {
      target = places.of(field.name(), own.fieldType(field.name()));
    } catch (MalformedException e) {
      return refusal(field.schema(), e.getMessage());
    }
    return target == null
        ? skips.of(field.schema())
        : named(field, target.type(), columns.child(type.fields().indexOf(target)));
  }

  /** A null is in nobody's way. */
  private static Step refusal(Schema schema, String reason) {
    boolean nullable = schema.getType() == Schema.Type.UNION && schema.isNullable();
    return new Reads.Refused(nullable ? schema.getIndexNamed("null") : -1, reason);
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
    Optional<Semantic> semantic = AvroTypes.semantic(schema);
    return semantic.isPresent()
        ? semantic(semantic.get(), type, column)
        : plain(schema, type, column);
  }

  private static Step semantic(Semantic semantic, Type type, Column column) {
    return switch (semantic) {
      case DATE -> new Reads.Int32(column);
      case TIME_MILLIS, TIMESTAMP_MILLIS, INSTANT_MILLIS -> new Reads.Millis(column);
      case TIME_MICROS, TIMESTAMP_MICROS, TIMESTAMP_NANOS -> new Reads.Int64(column);
      case ZONED_TIME -> new Reads.Zoned(column, false);
      case ZONED_TIMESTAMP -> new Reads.Zoned(column, true);
      case UUID -> new Reads.Uuid(column);
      case VARIABLE_DECIMAL -> new Reads.VariableDecimal(column, (Types.DecimalType) type);
    };
  }

  private Step plain(Schema schema, Type type, Column column) throws MalformedException {
    Schema.Type wire = schema.getType();
    String logical = schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    return switch (type.typeId()) {
      case BOOLEAN -> wire == Schema.Type.BOOLEAN ? new Reads.Bool(column) : null;
      case INTEGER ->
          wire == Schema.Type.INT && !isTemporal(logical) ? new Reads.Int32(column) : null;
      case LONG -> isInteger(wire) && !isTemporal(logical) ? new Reads.Int64(column) : null;
      case FLOAT -> wire == Schema.Type.FLOAT ? new Reads.Float32(column) : null;
      case DOUBLE -> isTemporal(logical) ? null : floating(wire, column);
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
      case BINARY ->
          switch (wire) {
            case BYTES -> new Reads.Bytes(column);
            case FIXED -> new Reads.Fixed(column, schema.getFixedSize());
            default -> null;
          };
      case FIXED ->
          wire == Schema.Type.FIXED && schema.getFixedSize() == ((Types.FixedType) type).length()
              ? new Reads.Fixed(column, schema.getFixedSize())
              : null;
      case STRUCT ->
          wire == Schema.Type.RECORD
              ? new Reads.Struct(
                  (StructColumn) column,
                  fields(
                      schema,
                      AvroTypes.row(schema),
                      new FieldColumns(type.asStructType(), conflicts),
                      type.asStructType(),
                      (StructColumn) column))
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
    return switch (wire) {
      case DOUBLE -> new Reads.Float64(column);
      case FLOAT -> new Reads.FloatAsDouble(column);
      case INT, LONG -> new Reads.WholeAsDouble(column);
      default -> null;
    };
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
    if (isInteger(schema.getType()) && schema.getLogicalType() == null) {
      return new Reads.WholeAsDecimal(column, type);
    }
    if (!(schema.getLogicalType() instanceof LogicalTypes.Decimal decimal)) {
      return null;
    }
    int fixedLength = schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : -1;
    if (decimal.getScale() != type.scale()) {
      return new Reads.RescaledDecimal(column, decimal, type, fixedLength);
    }
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
        ? new Reads.Uuid(column)
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
