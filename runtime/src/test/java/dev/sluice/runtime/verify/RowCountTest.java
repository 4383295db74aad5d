// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.lake.LakeFormats;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowCountTest {
  private static final Types.StructType TYPE =
      Types.StructType.of(Types.NestedField.required(1, "id", Types.LongType.get()));

  private static final RowCount ROWS = RowCount.of(new Settings(Map.of()));

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "parquet, zstd",
    "parquet, none",
    "avro, snappy",
    "avro, zstd",
    "json, gzip",
    "json, zstd",
    "orc, zstd",
    "orc, none",
    "csv, zstd",
    "csv, gzip",
    "csv, none"
  })
  void countsTheRowsThatAreThere(String name, String codec) throws IOException {
    Path file = write(name, codec);
    assertThat(ROWS.in(file)).isEqualTo(OptionalLong.of(7));
  }

  @ParameterizedTest
  @CsvSource({"parquet, zstd", "json, gzip", "orc, zstd", "csv, gzip", "csv, zstd"})
  void tellsThatAFileIsCutOff(String name, String codec) throws IOException {
    Path file = write(name, codec);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
    assertThatThrownBy(() -> ROWS.in(file)).isInstanceOf(IOException.class);
  }

  /** Avro's reader takes the end of a file in a block for the end of the file. */
  @Test
  void missesTheRowsThatAnAvroFileHasLost() throws IOException {
    Path file = write("avro", "snappy");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
    assertThat(ROWS.in(file)).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void knowsThatValuesAsTheyCameHaveNoRowsToCount() throws IOException {
    assertThat(ROWS.in(Files.createFile(folder.resolve("a.bin")))).isEmpty();
  }

  private Path write(String name, String codec) throws IOException {
    FileFormat format =
        LakeFormats.format(new Settings(Map.of("format", name, "compression", codec)));
    Path file = folder.resolve("rows" + format.extension());
    try (FileWriter writer = format.newWriter(TYPE, Files.newOutputStream(file), 10)) {
      ColumnBatch batch = new ColumnBatch(TYPE, 10);
      for (int i = 0; i < 7; i++) {
        ((LongColumn) batch.column(0)).add(i);
        batch.endRow(i, 0);
      }
      writer.write(batch);
    }
    return file;
  }
}
