// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.LakeFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every format with every codec and every type it is said to hold: written, and read by another
 * reader.
 */
class CapabilityTest {
  @TempDir Path folder;

  /** A format with a codec. */
  record Cell(Format format, Codec codec) {
    @Override
    public String toString() {
      return format + " " + codec;
    }
  }

  static Stream<Cell> cells() {
    return Arrays.stream(Format.values())
        .flatMap(format -> format.codecs().stream().map(codec -> new Cell(format, codec)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void anotherReaderReadsWhatIsSaidToBeHeld(Cell cell) throws IOException, SQLException {
    Set<Type.TypeID> seen = EnumSet.noneOf(Type.TypeID.class);
    for (Sample sample : Sample.all()) {
      if (cell.format().holds(sample.type().typeId())) {
        Path file = write(cell, sample);
        assertThat(ForeignReader.read(cell.format(), cell.codec(), sample, file))
            .as(sample.type().toString())
            .isEqualTo(expected(cell, sample));
        seen.add(sample.type().typeId());
      }
    }
    Set<Type.TypeID> held =
        Arrays.stream(Type.TypeID.values())
            .filter(type -> cell.format().holds(type))
            .collect(Collectors.toSet());
    assertThat(seen).isEqualTo(held);
  }

  private static List<String> expected(Cell cell, Sample sample) {
    List<String> texts = new ArrayList<>();
    for (Sample.Value value : sample.values()) {
      if (isWithinLimit(format(cell), sample.type(), value)) {
        texts.add(value.text());
      }
    }
    if (cell.format() != Format.BYTES) {
      texts.add(null);
    }
    return texts;
  }

  private static FileFormat format(Cell cell) {
    return LakeFormats.format(
        new Settings(
            Map.of(
                "format", cell.format().name(),
                "compression", cell.codec().name(),
                "bytes.separator", ForeignReader.SEPARATOR)));
  }

  /** Whether the format says that it holds the value; a test of its own sees to the others. */
  private static boolean isWithinLimit(FileFormat format, Type type, Sample.Value value) {
    Types.StructType row = Types.StructType.of(Types.NestedField.optional(1, "v", type));
    ColumnBatch batch = new ColumnBatch(row, 1);
    value.append().accept(batch.column(0));
    try {
      format.limit(row).check(batch.root(), 0);
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  private Path write(Cell cell, Sample sample) throws IOException {
    FileFormat format = format(cell);
    Types.StructType type = Types.StructType.of(Types.NestedField.optional(1, "v", sample.type()));
    Path file = folder.resolve(sample.sql().replaceAll("\\W+", "") + format.extension());
    ColumnBatch batch = new ColumnBatch(type, 10);
    try (FileWriter writer = format.newWriter(type, Files.newOutputStream(file), 10)) {
      int row = 0;
      for (Sample.Value value : sample.values()) {
        if (isWithinLimit(format, sample.type(), value)) {
          value.append().accept(batch.column(0));
          batch.endRow(row++, 0);
        }
      }
      if (cell.format() != Format.BYTES) {
        batch.endRow(row, 0);
      }
      writer.write(batch);
    }
    return file;
  }

  @Test
  void refusesACodecThatAFormatLacksAndNamesThoseItHas() {
    for (Format format : Format.values()) {
      for (Codec codec : EnumSet.complementOf(EnumSet.copyOf(format.codecs()))) {
        Assertions.assertThatThrownBy(() -> LakeFormats.check(format, codec))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("zstd, ");
      }
    }
  }
}
