// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.lake.partition.PartitionSpec;
import dev.sluice.lake.partition.TablePartitions;
import dev.sluice.lake.stores.LocalStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of files, and the numbers that a table gives them. */
class IcebergTableTest {
  @TempDir private Path folder;
  private StoreOperations operations;
  private IcebergTable table;

  @BeforeEach
  void open() {
    operations = new StoreOperations(new LocalStore(folder), folder.toString());
    table =
        new IcebergTable(
            operations,
            folder.toString(),
            "shop",
            new TablePartitions(new PartitionSpec(List.of(), "/")),
            Duration.ofDays(1));
  }

  private static Types.StructType file(String name, Type type) {
    return Types.StructType.of(Types.NestedField.required(1, name, type));
  }

  private int numberOf(String name, Type type) {
    return table.numbered(file(name, type)).columns().field(name).fieldId();
  }

  @Test
  void aColumnKeepsItsNumberThroughAllFiles() {
    int id = numberOf("id", Types.IntegerType.get());
    int note = numberOf("note", Types.StringType.get());
    assertThat(note).isNotEqualTo(id);
    assertThat(numberOf("id", Types.LongType.get())).isEqualTo(id);
    // A file of the narrower type is read as the wider one.
    assertThat(numberOf("id", Types.IntegerType.get())).isEqualTo(id);
    assertThat(operations.refresh().schema().findType("id")).isEqualTo(Types.LongType.get());
    assertThat(operations.current().schema().findField("id").isOptional()).isTrue();
  }

  @Test
  void nanosecondsMakeATableThatHasThem() {
    numberOf("at", Types.TimestampNanoType.withZone());
    assertThat(operations.refresh().formatVersion()).isEqualTo(3);
  }

  @Test
  void nanosecondsAreRefusedByATableOfAnEarlierVersion() {
    numberOf("id", Types.IntegerType.get());
    assertThat(operations.refresh().formatVersion()).isEqualTo(2);
    assertThatThrownBy(() -> numberOf("at", Types.TimestampNanoType.withZone()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("set its property format-version to 3");
  }
}
