// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.lake.formats.avro.AvroCodec;
import dev.sluice.lake.formats.avro.AvroFormat;
import dev.sluice.lake.formats.json.JsonFormat;
import dev.sluice.lake.formats.json.JsonStyle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Files as readers of other sinks' files are used to them. */
class JsonStyleTest {
  private static final JsonStyle CONNECT =
      new JsonStyle(JsonStyle.Decimals.BASE64, JsonStyle.Times.NUMBER);

  private static byte[] written(FileFormat format, ColumnBatch batch) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FileWriter writer = format.newWriter(batch.type(), out, 10);
    writer.write(batch);
    writer.close();
    return out.toByteArray();
  }

  private static String json(ColumnBatch batch, JsonStyle style, boolean bare) throws IOException {
    JsonFormat format = new JsonFormat(new StreamCompression(StreamCodec.NONE), style, bare);
    return new String(written(format, batch), StandardCharsets.UTF_8);
  }

  private static ColumnBatch times() {
    ColumnBatch batch =
        new ColumnBatch(
            Types.StructType.of(
                Types.NestedField.optional(1, "amount", Types.DecimalType.of(9, 2)),
                Types.NestedField.optional(2, "day", Types.DateType.get()),
                Types.NestedField.optional(3, "t", Types.TimeType.get()),
                Types.NestedField.optional(4, "at", Types.TimestampType.withZone()),
                Types.NestedField.optional(
                    5,
                    "nanos",
                    Types.ListType.ofOptional(6, Types.TimestampNanoType.withoutZone()))),
            10);
    ((LongColumn) batch.column(0)).add(-12_345);
    ((IntColumn) batch.column(1)).add(20_000);
    ((LongColumn) batch.column(2)).add(3_600_000_000L);
    ((LongColumn) batch.column(3)).add(1_700_000_000_123_456L);
    batch.endRow(0, 0);
    return batch;
  }

  @Test
  void decimalsAndTimesAsConnectWritesThem() throws IOException {
    assertThat(json(times(), CONNECT, false))
        .isEqualTo(
            "{\"amount\":\"z8c=\",\"day\":20000,\"t\":3600000,\"at\":1700000000123,\"nanos\":null}\n");
    assertThat(json(times(), JsonStyle.USUAL, false))
        .contains("\"amount\":-123.45,\"day\":\"2024-");
  }

  private static ColumnBatch texts() {
    ColumnBatch batch =
        new ColumnBatch(
            Types.StructType.of(Types.NestedField.optional(1, "key", Types.StringType.get())), 10);
    ((BytesColumn) batch.column(0)).add(new byte[] {'k'}, 0, 1);
    batch.endRow(0, 0);
    batch.column(0).addNull();
    batch.endRow(1, 0);
    return batch;
  }

  @Test
  void bareRowsAreTheValuesOfTheirOneColumn() throws IOException {
    assertThat(json(texts(), JsonStyle.USUAL, true)).isEqualTo("\"k\"\nnull\n");
    byte[] avro = written(new AvroFormat(AvroCodec.NONE, 0, true), texts());
    List<String> values = new ArrayList<>();
    try (DataFileStream<Object> reader =
        new DataFileStream<>(new ByteArrayInputStream(avro), new GenericDatumReader<>())) {
      assertThat(reader.getSchema().toString()).isEqualTo("[\"null\",\"string\"]");
      reader.forEach(value -> values.add(String.valueOf(value)));
    }
    assertThat(values).containsExactly("k", "null");
  }
}
