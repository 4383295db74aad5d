// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.TypeDescription;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.DecimalColumnVector;
import org.apache.orc.storage.ql.exec.vector.DoubleColumnVector;
import org.apache.orc.storage.ql.exec.vector.ListColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.MapColumnVector;
import org.apache.orc.storage.ql.exec.vector.StructColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

/** What ORC's own reader reads, as DuckDB would show it; types are those that the file declares. */
final class OrcText {
  private OrcText() {}

  /** The first column of a file. */
  static List<String> read(Path file) throws IOException {
    return read(file, 0);
  }

  /** One column of a file. */
  static List<String> read(Path file, int column) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Reader reader =
            OrcFile.createReader(
                new org.apache.hadoop.fs.Path(file.toUri()),
                OrcFile.readerOptions(new Configuration(false))
                    .useUTCTimestamp(true)
                    .convertToProlepticGregorian(true));
        RecordReader rows = reader.rows()) {
      TypeDescription type = reader.getSchema().getChildren().get(column);
      VectorizedRowBatch batch = reader.getSchema().createRowBatch();
      while (rows.nextBatch(batch)) {
        for (int row = 0; row < batch.size; row++) {
          texts.add(of(type, batch.cols[column], row));
        }
      }
    }
    return texts;
  }

  private static String of(TypeDescription type, ColumnVector vector, int at) {
    int row = vector.isRepeating ? 0 : at;
    if (!vector.noNulls && vector.isNull[row]) {
      return null;
    }
    return switch (type.getCategory()) {
      case BOOLEAN -> Boolean.toString(((LongColumnVector) vector).vector[row] == 1);
      case INT -> Long.toString(((LongColumnVector) vector).vector[row]);
      case LONG -> number(type, ((LongColumnVector) vector).vector[row]);
      case FLOAT -> floating((float) ((DoubleColumnVector) vector).vector[row]);
      case DOUBLE -> floating(((DoubleColumnVector) vector).vector[row]);
      case DECIMAL ->
          ((DecimalColumnVector) vector)
              .vector[row]
              .getHiveDecimal()
              .bigDecimalValue()
              .setScale(type.getScale())
              .toPlainString();
      case DATE -> LocalDate.ofEpochDay(((LongColumnVector) vector).vector[row]).toString();
      case TIMESTAMP -> moment((TimestampColumnVector) vector, row);
      case TIMESTAMP_INSTANT -> moment((TimestampColumnVector) vector, row) + "+00";
      case STRING -> new String(bytes(vector, row), java.nio.charset.StandardCharsets.UTF_8);
      case BINARY -> binary(type, bytes(vector, row));
      case LIST -> list(type, (ListColumnVector) vector, row);
      case MAP -> map(type, (MapColumnVector) vector, row);
      case STRUCT -> struct(type, (StructColumnVector) vector, row);
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static String number(TypeDescription type, long value) {
    return "TIME".equals(type.getAttributeValue("iceberg.long-type"))
        ? AvroText.time(LocalTime.ofNanoOfDay(value * 1000))
        : Long.toString(value);
  }

  private static String floating(Number value) {
    return value.toString().replace("NaN", "nan").replace("Infinity", "inf");
  }

  private static String moment(TimestampColumnVector vector, int row) {
    long seconds = Math.floorDiv(vector.time[row], 1000);
    return AvroText.moment(LocalDateTime.ofEpochSecond(seconds, vector.nanos[row], ZoneOffset.UTC));
  }

  private static byte[] bytes(ColumnVector vector, int row) {
    BytesColumnVector bytes = (BytesColumnVector) vector;
    int from = bytes.start[row];
    return Arrays.copyOfRange(bytes.vector[row], from, from + bytes.length[row]);
  }

  private static String binary(TypeDescription type, byte[] bytes) {
    if ("UUID".equals(type.getAttributeValue("iceberg.binary-type"))) {
      ByteBuffer halves = ByteBuffer.wrap(bytes);
      return new UUID(halves.getLong(), halves.getLong()).toString();
    }
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  private static String shown(String text) {
    return text == null ? "NULL" : text;
  }

  private static String list(TypeDescription type, ListColumnVector list, int row) {
    int from = (int) list.offsets[row];
    return IntStream.range(from, from + (int) list.lengths[row])
        .mapToObj(i -> shown(of(type.getChildren().get(0), list.child, i)))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String map(TypeDescription type, MapColumnVector map, int row) {
    int from = (int) map.offsets[row];
    return IntStream.range(from, from + (int) map.lengths[row])
        .mapToObj(
            i ->
                of(type.getChildren().get(0), map.keys, i)
                    + "="
                    + shown(of(type.getChildren().get(1), map.values, i)))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String struct(TypeDescription type, StructColumnVector struct, int row) {
    return IntStream.range(0, struct.fields.length)
        .mapToObj(
            i ->
                "'"
                    + type.getFieldNames().get(i)
                    + "': "
                    + shown(of(type.getChildren().get(i), struct.fields[i], row)))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
