// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.iceberg.Schema;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablePartitionsTest {
  private static final PartitionSpec.Style STYLE =
      new PartitionSpec.Style(
          ZoneOffset.UTC, Locale.ROOT, PartitionSpec.HIVE_NULL, Escaping.EXACT, "/");
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "at", Types.TimestampType.withZone()),
          Types.NestedField.optional(2, "country", Types.StringType.get()),
          Types.NestedField.optional(3, "on", Types.DateType.get()),
          Types.NestedField.optional(4, "paid", Types.BooleanType.get()));

  private static TablePartitions of(String... items) {
    return new TablePartitions(PartitionSpec.of(List.of(items), STYLE));
  }

  /** The directory is Sluice's own, the expected value Iceberg's own transform of the time. */
  @SuppressWarnings("unchecked")
  @ParameterizedTest
  @ValueSource(strings = {"hour(at)", "day(at)", "month(at)", "year(at)"})
  void timesAreWhatIcebergMakesOfThem(String item) {
    TablePartitions partitions = of(item);
    org.apache.iceberg.PartitionSpec spec = partitions.spec(SCHEMA);
    Transform<Long, Object> transform = (Transform<Long, Object>) spec.fields().get(0).transform();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 1_000; i++) {
      long second = random.nextLong(-5_000_000_000L, 5_000_000_000L);
      String directory = partitions.partition().example(Instant.ofEpochSecond(second));
      assertThat(partitions.values(directory, spec))
          .as(directory)
          .containsExactly(
              transform.bind(Types.TimestampType.withZone()).apply(second * 1_000_000));
    }
  }

  @Test
  void valuesComeBackFromTheirDirectories() {
    TablePartitions partitions = of("country", "on", "paid");
    org.apache.iceberg.PartitionSpec spec = partitions.spec(SCHEMA);
    assertThat(partitions.values("country=a%2Fb+c%25/on=1970-01-03/paid=true", spec))
        .containsExactly("a/b+c%", 2, true);
    assertThat(partitions.values("country=/on=__HIVE_DEFAULT_PARTITION__/paid=false", spec))
        .containsExactly("", null, false);
    assertThat(Escaping.EXACT.escape(PartitionSpec.HIVE_NULL))
        .isEqualTo("%5F_HIVE_DEFAULT_PARTITION__");
    assertThat(
            partitions.values("country=%5F_HIVE_DEFAULT_PARTITION__/on=1970-01-01/paid=true", spec))
        .first()
        .isEqualTo(PartitionSpec.HIVE_NULL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "country=FR", "paid=true/country=FR", "country=FR/paid=true/on=2"})
  void directoriesOfAnotherPartitionAreNotMisread(String directory) {
    TablePartitions partitions = of("country", "paid");
    org.apache.iceberg.PartitionSpec spec = partitions.spec(SCHEMA);
    assertThatThrownBy(() -> partitions.values(directory, spec))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("set partition to what it was");
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic", "default", "text(raw)", "pattern(yyyy, at)", "schema"})
  void whatIcebergDoesNotHaveIsRefused(String item) {
    assertThatThrownBy(() -> of(item))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("a table of Iceberg is partitioned by fields");
  }

  @Test
  void whatAColumnCannotBePartitionedByIsRefused() {
    assertThatThrownBy(() -> of("day(country)").spec(SCHEMA))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("country_day");
    assertThatThrownBy(() -> of("missing").spec(SCHEMA))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("missing");
  }
}
