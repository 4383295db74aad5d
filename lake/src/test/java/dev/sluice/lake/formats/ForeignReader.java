// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Reads the one column of a file back with a reader that is not ours, as texts. */
final class ForeignReader {
  static final String SEPARATOR = "<end>";

  private ForeignReader() {}

  static List<String> read(Format format, Codec codec, Sample sample, Path file)
      throws IOException, SQLException {
    return switch (format) {
      case PARQUET -> duckdb(shown("v", sample), "read_parquet('" + file + "')");
      case AVRO -> avro(file);
      case ORC -> OrcText.read(file);
      case JSON ->
          sample.type() instanceof Types.DecimalType ? numbers(codec, file) : json(sample, file);
      case CSV -> csv(sample, file);
      case BYTES -> values(codec, sample, file);
      case RAW -> throw new IllegalArgumentException("raw has no columns of its own");
    };
  }

  private static boolean isBytes(Sample sample) {
    return sample.sql().equals("BLOB");
  }

  private static String shown(String column, Sample sample) {
    return isBytes(sample) ? "hex(" + column + ")" : "(" + column + ")::VARCHAR";
  }

  private static boolean hasEntries(Sample sample) {
    return sample.type().typeId() == Type.TypeID.MAP
        && sample.type().asMapType().keyType().typeId() != Type.TypeID.STRING;
  }

  private static List<String> json(Sample sample, Path file) throws SQLException {
    String type =
        isBytes(sample)
            ? "VARCHAR"
            : hasEntries(sample) ? "STRUCT(\"key\" INTEGER, \"value\" VARCHAR)[]" : sample.sql();
    String value =
        isBytes(sample) ? "from_base64(v)" : hasEntries(sample) ? "map_from_entries(v)" : "v";
    return duckdb(
        shown(value, sample),
        "read_json('"
            + file
            + "', format='newline_delimited', columns={v: '"
            + type.replace("'", "''")
            + "'})");
  }

  /** DuckDB reads long numbers as doubles, so Jackson shows their digits. */
  private static List<String> numbers(Codec codec, Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    try (InputStream in = open(codec, file);
        MappingIterator<JsonNode> rows = mapper.readerFor(JsonNode.class).readValues(in)) {
      while (rows.hasNext()) {
        JsonNode value = rows.next().get("v");
        texts.add(value.isNull() ? null : value.decimalValue().toPlainString());
      }
    }
    return texts;
  }

  private static List<String> csv(Sample sample, Path file) throws SQLException {
    boolean nested = sample.type().isNestedType();
    String type = nested || isBytes(sample) ? "VARCHAR" : sample.sql();
    String value = isBytes(sample) ? "from_base64(v)" : "v";
    if (nested) {
      value =
          hasEntries(sample)
              ? "map_from_entries(v::JSON::STRUCT(\"key\" INTEGER, \"value\" VARCHAR)[])"
              : "v::JSON::" + sample.sql();
    }
    return duckdb(
        shown(value, sample),
        "read_csv('"
            + file
            + "', header=true, delim=',', quote='\"', allow_quoted_nulls=false, columns={'v': '"
            + type
            + "'})");
  }

  private static List<String> duckdb(String value, String from) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone='UTC'");
      // A table in between: a cast to text is not to reach the reader and show what is in the file.
      statement.execute("CREATE TABLE t AS SELECT v FROM " + from);
      try (ResultSet rows = statement.executeQuery("SELECT " + value + " FROM t")) {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
        return texts;
      }
    }
  }

  private static List<String> avro(Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    try (DataFileStream<GenericRecord> rows =
        new DataFileStream<>(Files.newInputStream(file), new GenericDatumReader<>())) {
      while (rows.hasNext()) {
        texts.add(AvroText.of(rows.next().get("v"), rows.getSchema().getField("v").schema()));
      }
    }
    return texts;
  }

  private static List<String> values(Codec codec, Sample sample, Path file) throws IOException {
    try (InputStream in = open(codec, file)) {
      String all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assert all.endsWith(SEPARATOR);
      String[] parts = all.split(SEPARATOR, -1);
      return Arrays.stream(parts)
          .limit(parts.length - 1)
          .map(part -> part.getBytes(StandardCharsets.ISO_8859_1))
          .map(
              part ->
                  isBytes(sample)
                      ? HexFormat.of().withUpperCase().formatHex(part)
                      : StandardCharsets.UTF_8.decode(ByteBuffer.wrap(part)).toString())
          .toList();
    }
  }

  private static InputStream open(Codec codec, Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return switch (codec) {
      case ZSTD -> new ZstdInputStream(in);
      case GZIP -> new GZIPInputStream(in);
      default -> in;
    };
  }
}
