// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Locale;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;

/**
 * Types of a contract. Whether a value is of one is decided by the value itself, as number or as
 * text, never by the type of the column it stands in: that hangs on the records around it, which
 * are others in the lake than in the warehouse.
 */
public enum LogicalType {
  STRING,
  INTEGER,
  NUMBER,
  BOOLEAN,
  DATE,
  TIME,
  TIMESTAMP,
  OBJECT,
  ARRAY;

  /** As the document spells it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether all values of a column's type are of this one, whatever they are. */
  public boolean holdsAll(Type type) {
    TypeID id = type.typeId();
    return switch (this) {
      case STRING -> type.isPrimitiveType();
      case INTEGER -> id == TypeID.INTEGER || id == TypeID.LONG;
      case NUMBER -> isNumber(id);
      case BOOLEAN -> id == TypeID.BOOLEAN;
      case DATE -> id == TypeID.DATE;
      case TIME -> id == TypeID.TIME;
      case TIMESTAMP -> id == TypeID.TIMESTAMP || id == TypeID.TIMESTAMP_NANO;
      case OBJECT -> type.isStructType() || type.isMapType();
      case ARRAY -> type.isListType();
    };
  }

  /** Whether some values of a column's type may be of this one. */
  public boolean mayHold(Type type) {
    return holdsAll(type)
        || (type.typeId() == TypeID.STRING && this != OBJECT && this != ARRAY)
        || (this == INTEGER && isNumber(type.typeId()));
  }

  private static boolean isNumber(TypeID id) {
    return switch (id) {
      case INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> true;
      default -> false;
    };
  }

  /** Whether a value is of this type. */
  boolean holds(Cell cell) {
    if (holdsAll(cell.type())) {
      return true;
    }
    if (!mayHold(cell.type())) {
      return false;
    }
    return switch (this) {
      case INTEGER -> isWhole(cell.number());
      case NUMBER -> cell.number() != null;
      case BOOLEAN -> cell.text().equals("true") || cell.text().equals("false");
      case DATE -> reads(() -> LocalDate.parse(cell.text()));
      case TIME -> reads(() -> LocalTime.parse(cell.text()));
      case TIMESTAMP -> cell.micros() != null;
      case STRING, OBJECT, ARRAY -> false;
    };
  }

  private static boolean isWhole(BigDecimal number) {
    return number != null && (number.signum() == 0 || number.stripTrailingZeros().scale() <= 0);
  }

  private static boolean reads(Runnable parser) {
    try {
      parser.run();
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
