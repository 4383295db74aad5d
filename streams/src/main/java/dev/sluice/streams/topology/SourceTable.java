// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.shred.WireFormat;
import dev.sluice.streams.expression.ColumnValue;
import dev.sluice.streams.expression.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A topic as a table.
 *
 * @param columns those that expressions can work with
 * @param whole whether all columns are read, not only those that the SQL names
 */
public record SourceTable(String topic, WireFormat format, List<Column> columns, boolean whole) {
  /**
   * A column of a topic.
   *
   * @param type what the SQL takes it for
   * @param readAs what the decoder makes of it
   */
  public record Column(String name, SqlType type, Type readAs) {}

  public SourceTable {
    columns = List.copyOf(columns);
  }

  /** A topic whose values have a schema. */
  public static SourceTable of(String topic, WireFormat format, Map<String, Type> fields) {
    List<Column> columns = new ArrayList<>();
    fields.forEach(
        (name, type) ->
            ColumnValue.type(type).ifPresent(sql -> columns.add(new Column(name, sql, type))));
    return new SourceTable(topic, format, columns, false);
  }

  /** A topic of JSON objects, whose columns the view declares. */
  public static SourceTable declared(
      String topic, WireFormat format, Map<String, SqlType> declared) {
    List<Column> columns = new ArrayList<>();
    declared.forEach((name, type) -> columns.add(new Column(name, type, inJson(type))));
    return new SourceTable(topic, format, columns, true);
  }

  /** JSON has no dates: they are texts, which are cast. Its numbers may be long. */
  private static Type inJson(SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Types.BooleanType.get();
      case TINYINT, SMALLINT, INTEGER -> Types.IntegerType.get();
      case BIGINT -> Types.LongType.get();
      case HUGEINT -> Types.DecimalType.of(SqlType.MOST_DIGITS, 0);
      case DECIMAL -> Types.DecimalType.of(SqlType.MOST_DIGITS, type.scale());
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case VARCHAR, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, INTERVAL, NULL -> Types.StringType.get();
    };
  }

  Map<String, SqlType> types() {
    Map<String, SqlType> types = new LinkedHashMap<>();
    columns.forEach(column -> types.put(column.name(), column.type()));
    return types;
  }

  /** The column that a name in SQL means. */
  Optional<Column> find(String name) {
    return columns.stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst();
  }
}
