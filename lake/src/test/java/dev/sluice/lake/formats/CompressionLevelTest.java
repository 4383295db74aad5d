// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.LakeFormats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompressionLevelTest {
  private static final List<String> TEXTS = texts();

  @TempDir Path folder;

  /** Sentences of some words, so that looking longer for repetitions pays. */
  private static List<String> texts() {
    SplittableRandom random = new SplittableRandom(7);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder("order " + i);
      for (int word = 0; word < 8; word++) {
        text.append(" word").append(Integer.toString(random.nextInt(2_000), 36));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  static Stream<Arguments> cells() {
    return Stream.of(Format.PARQUET, Format.AVRO, Format.JSON, Format.CSV)
        .flatMap(
            format ->
                format.codecs().stream()
                    .filter(codec -> codec.levels().isPresent())
                    .map(codec -> Arguments.of(format, codec)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theHighestLevelGivesSmallerFilesOfTheSameRows(Format format, Codec codec)
      throws IOException, SQLException {
    Codec.Levels levels = codec.levels().orElseThrow();
    Path quick = write(format, codec, levels.least() + 1);
    Path small = write(format, codec, levels.most());
    assertThat(Files.size(small)).isLessThan(Files.size(quick));
    Sample sample = Sample.of(Types.StringType.get(), "VARCHAR");
    assertThat(ForeignReader.read(format, codec, sample, quick)).isEqualTo(TEXTS);
    assertThat(ForeignReader.read(format, codec, sample, small)).isEqualTo(TEXTS);
  }

  private Path write(Format format, Codec codec, int level) throws IOException {
    FileFormat written =
        LakeFormats.format(
            new Settings(
                Map.of(
                    "format", format.name(),
                    "compression", codec.name(),
                    "compression.level", Integer.toString(level))));
    Types.StructType type =
        Types.StructType.of(Types.NestedField.optional(1, "v", Types.StringType.get()));
    Path file = folder.resolve(level + written.extension());
    ColumnBatch batch = new ColumnBatch(type, TEXTS.size());
    try (FileWriter writer = written.newWriter(type, Files.newOutputStream(file), TEXTS.size())) {
      int row = 0;
      for (String text : TEXTS) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ((BytesColumn) batch.column(0)).add(bytes, 0, bytes.length);
        batch.endRow(row++, 0);
      }
      writer.write(batch);
    }
    return file;
  }

  @Test
  void refusesLevelsThatTheCodecOrTheFormatLacks() {
    assertThatThrownBy(() -> LakeFormats.checkLevel(Format.JSON, Codec.GZIP, 10))
        .isInstanceOf(RefusedException.class)
        .hasMessage("compression gzip has levels from 0 to 9, not 10");
    assertThatThrownBy(() -> LakeFormats.checkLevel(Format.PARQUET, Codec.SNAPPY, 1))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("has no levels to choose from");
    assertThatThrownBy(() -> LakeFormats.checkLevel(Format.ORC, Codec.ZSTD, 1))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("format orc has no levels");
  }
}
