// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.Router;
import dev.sluice.core.settings.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions as users write them, and the directories that records of them go to. */
class PartitionSpecTest {
  private static final PartitionSpec.Style STYLE =
      new PartitionSpec.Style(
          ZoneId.of("Europe/Vienna"), Locale.ROOT, "__HIVE_DEFAULT_PARTITION__");
  private static final Instant WRITTEN = Instant.parse("2026-11-23T22:59:00Z");
  private static final Instant READ = Instant.parse("2026-11-24T05:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "country                       | country=AT",
        "paid                          | paid=true",
        "nothing                       | nothing=__HIVE_DEFAULT_PARTITION__",
        "default                       | partition=3",
        "topic                         | my.orders",
        "topic, default                | my.orders/partition=3",
        "year(at), month(at), day(at)  | at_year=2026/at_month=2026-03/at_day=2026-03-28",
        "hour(at), country             | at_hour=2026-03-28-23/country=AT",
        "day(_kafka_timestamp)         | _kafka_timestamp_day=2026-11-23",
        "day(_now)                     | _now_day=2026-11-24",
        // According to Iceberg's specification.
        "bucket(16, thirtyfour)        | thirtyfour_bucket=3",
        "bucket(16, iceberg)           | iceberg_bucket=9",
        "truncate(10, minus)           | minus_trunc=-10",
        "truncate(3, iceberg)          | iceberg_trunc=ice",
        // 23:30 in UTC is half past midnight in Vienna.
        "pattern(yyyy/MM/dd/HH, at)    | 2026/03/29/00",
        "pattern('day='yyyyMMdd, at)   | day=20260329",
        "pattern(HH-mm, at, 15m)       | 00-30",
        "pattern(HH, at, 4h), country  | 00/country=AT",
        // Weeks begin on Mondays, and the first of a year has four days of it.
        "pattern(YYYY-'W'ww-e, at)     | 2026-W13-7",
        "path                          | path=..%2F..%2Fetc",
        "dots                          | dots=%2E%2E",
      })
  void routesRecords(String items, String directory) throws MalformedException {
    PartitionSpec spec = PartitionSpec.of(Kind.LIST.parser().parse(items), STYLE);
    assertThat(router(spec).route(record()).path()).isEqualTo(directory);
    assertThat(directory).matches(spec.directories());
    assertThat(spec.example(READ)).matches(spec.directories());
  }

  @ParameterizedTest
  @ValueSource(strings = {"country=AT/shop=1", "country", "land=AT", "country=AT/x", ""})
  void knowsDirectoriesOfOthers(String directory) {
    assertThat(directory).doesNotMatch(PartitionSpec.of(List.of("country"), STYLE).directories());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "week(at)",
        "bucket(0, id)",
        "bucket(id)",
        "bucket(16, a, b)",
        "a/b",
        "day()",
        "pattern(bb, at)",
        "pattern(yyyy//MM, at)",
        "pattern('../'yyyy, at)",
        "pattern(yyyy, at, often)"
      })
  void refusesWhatIsNoPartition(String item) {
    assertThatThrownBy(() -> PartitionSpec.of(List.of(item), PartitionSpec.Style.HIVE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(item);
  }

  @Test
  void rejectsRecordsWithoutTheField() {
    Router router = router(PartitionSpec.of(List.of("bucket(4, paid)"), PartitionSpec.Style.HIVE));
    assertThatThrownBy(() -> router.route(record()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("field paid")
        .hasMessageContaining("has no bucket");
  }

  /** Not a file that no store takes, for which everything behind it would wait. */
  @Test
  void rejectsValuesThatNoDirectoryCanBeNamedAfter() throws MalformedException {
    Router router = router(PartitionSpec.of(List.of("country"), PartitionSpec.Style.HIVE));
    String longest = "ü".repeat((255 - "country=".length()) / 2);
    assertThat(router.route(record("country=" + longest)).path()).isEqualTo("country=" + longest);
    assertThatThrownBy(() -> router.route(record("country=" + longest + "ab")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(
            "a directory's name may have 255 bytes, and the record's values make 256");
    Router deep = router(PartitionSpec.of(List.of("country", "a", "b"), PartitionSpec.Style.HIVE));
    String wide = "x".repeat(200);
    assertThatThrownBy(() -> deep.route(record("country=" + wide + ";a=" + wide + ";b=" + wide)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("together may have 600 bytes");
  }

  @Test
  void goesByTheFirstTimeOfThePartition() throws MalformedException {
    Router byField =
        router(PartitionSpec.of(List.of("country", "hour(at)"), PartitionSpec.Style.HIVE));
    byField.route(record());
    assertThat(byField.time(record()))
        .isEqualTo(Instant.parse("2026-03-28T23:30:00Z").toEpochMilli());
    Router byKafka = router(PartitionSpec.of(List.of("country"), PartitionSpec.Style.HIVE));
    byKafka.route(record());
    assertThat(byKafka.time(record())).isEqualTo(WRITTEN.toEpochMilli());
  }

  private static Router router(PartitionSpec spec) {
    return spec.router("orders", new FieldsFormat(), InstantSource.fixed(READ));
  }

  private static Envelope record() {
    return record(
        "country=AT;paid=true;at=2026-03-28T23:30:00Z;thirtyfour=34;iceberg=iceberg;minus=-1;path=../../etc;dots=..");
  }

  private static Envelope record(String value) {
    return new Envelope(
        new TopicPartition("my.orders", 3),
        7,
        WRITTEN.toEpochMilli(),
        null,
        value.getBytes(StandardCharsets.UTF_8),
        List.of());
  }
}
