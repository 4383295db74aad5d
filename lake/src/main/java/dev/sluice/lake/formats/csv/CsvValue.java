// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.csv;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.lake.formats.Decimals;
import dev.sluice.lake.formats.IsoColumn;
import dev.sluice.lake.formats.Uuids;
import dev.sluice.lake.formats.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The text of one type's values, before quotes. Not thread-safe. */
interface CsvValue {
  /** The value in a row, which is not null. */
  String get(Column column, int row) throws IOException;

  static CsvValue of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> (column, row) -> Boolean.toString(((BooleanColumn) column).get(row));
      case INTEGER -> (column, row) -> Integer.toString(((IntColumn) column).get(row));
      case LONG -> (column, row) -> Long.toString(((LongColumn) column).get(row));
      case FLOAT -> (column, row) -> Float.toString(((FloatColumn) column).get(row));
      case DOUBLE -> (column, row) -> Double.toString(((DoubleColumn) column).get(row));
      case DECIMAL -> {
        int scale = ((Types.DecimalType) type).scale();
        yield (column, row) -> Decimals.get(column, row, scale).toPlainString();
      }
      case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> {
        IsoColumn text = IsoColumn.of(type);
        yield (column, row) -> text.at(column, row).toString();
      }
      case STRING -> CsvValue::text;
      case BINARY, FIXED -> CsvValue::base64;
      case UUID -> (column, row) -> Uuids.get((BytesColumn) column, row).toString();
      case STRUCT, LIST, MAP -> nested(type);
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  private static String text(Column column, int row) {
    BytesColumn text = (BytesColumn) column;
    return new String(text.data(), text.from(row), text.length(row), StandardCharsets.UTF_8);
  }

  private static String base64(Column column, int row) {
    BytesColumn bytes = (BytesColumn) column;
    return Base64.getEncoder()
        .encodeToString(Arrays.copyOfRange(bytes.data(), bytes.from(row), bytes.to(row)));
  }

  private static CsvValue nested(Type type) {
    JsonValue value = JsonValue.of(type);
    JsonFactory factory = new JsonFactory();
    return (column, row) -> {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      try (JsonGenerator out = factory.createGenerator(text)) {
        value.present(out.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN), column, row);
      }
      return text.toString(StandardCharsets.UTF_8);
    };
  }
}
