// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.schema.CommonType;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Which columns of a table the fields of staged rows go to, where their types are not the columns'.
 * The table decides; of fields that it has no column for, the first rows do.
 */
final class Placement {
  private final Dialect dialect;
  private final TableTarget target;
  private final Optional<TableShape> table;
  private final Map<String, Type> decided = new HashMap<>();

  /**
   * @param table empty if it is yet to be created
   */
  Placement(Dialect dialect, TableTarget target, Optional<TableShape> table) {
    this.dialect = dialect;
    this.target = target;
    this.table = table;
  }

  /** Names the columns of rows, or refuses the rows. */
  void place(StagedRows rows) {
    switch (target.conflicts()) {
      // Value by value, when they are loaded.
      case WIDEN -> {}
      case NEW_COLUMN -> rows.name(named(rows.fields()));
      case REJECT -> refuse(rows);
    }
  }

  private Types.StructType named(Types.StructType fields) {
    List<Types.NestedField> named = new ArrayList<>();
    for (Types.NestedField field : fields.fields()) {
      String own = Conflicts.ownColumn(field.name(), field.type());
      boolean moves =
          fields.field(own) == null
              && target.key().stream().noneMatch(field.name()::equalsIgnoreCase)
              && !fits(field);
      named.add(moves ? Types.NestedField.optional(field.fieldId(), own, field.type()) : field);
    }
    return Types.StructType.of(named);
  }

  private void refuse(StagedRows rows) {
    List<Types.NestedField> fields = rows.fields().fields();
    for (int i = 0; i < fields.size(); i++) {
      if (!fits(fields.get(i))) {
        refuse(rows, i, fields.get(i));
      }
    }
  }

  private void refuse(StagedRows rows, int at, Types.NestedField field) {
    ColumnBatch batch = rows.batch();
    Column values = batch.column(at);
    String reason =
        "field "
            + field.name()
            + " is "
            + field.type()
            + ", and its column "
            + columnType(field.name())
            + "; type.conflicts is reject";
    for (int row = 0; row < batch.rows(); row++) {
      if (!values.isNull(row)) {
        rows.refuse(batch.offset(row), reason);
      }
    }
  }

  private String columnType(String field) {
    return table
        .flatMap(shape -> shape.find(field))
        .map(TableColumn::sqlType)
        .orElseGet(() -> decided.get(folded(field)).toString());
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private boolean fits(Types.NestedField field) {
    Optional<TableColumn> column = table.flatMap(shape -> shape.find(field.name()));
    if (column.isPresent()) {
      return target.conflicts() == Conflicts.REJECT
          ? dialect.same(column.get().sqlType(), field.type())
          : dialect.holds(column.get().sqlType(), field.type());
    }
    Type first = decided.putIfAbsent(folded(field.name()), field.type());
    if (first == null || (first.isNestedType() && field.type().isNestedType())) {
      return true;
    }
    Optional<Type> common =
        target.conflicts() == Conflicts.REJECT
            ? Optional.of(first).filter(field.type()::equals)
            : CommonType.of(first, field.type());
    common.ifPresent(type -> decided.put(folded(field.name()), type));
    return common.isPresent();
  }
}
