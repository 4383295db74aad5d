// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every property of another connector, with a value and what becomes of it. */
abstract class PeerContract {
  /** The connector. */
  abstract Peer peer();

  /** The fewest properties that it can do with. */
  abstract Map<String, String> minimal();

  abstract List<Case> cases();

  /** Names of all properties, according to its own reference. */
  abstract List<String> reference();

  /**
   * A case: properties beside the minimal ones, and what is expected.
   *
   * @param expected {@code name=value} of ours; {@code KEPT}, {@code NOTED}, {@code REFUSED} for
   *     the first property given
   */
  record Case(List<String> given, List<String> expected) {
    String property() {
      return name(given.get(0));
    }

    private static String name(String property) {
      return property.substring(0, property.indexOf('='));
    }

    Map<String, String> properties() {
      Map<String, String> properties = new HashMap<>();
      for (String property : given) {
        properties.put(name(property), property.substring(property.indexOf('=') + 1));
      }
      return properties;
    }

    @Override
    public String toString() {
      return given + " -> " + expected;
    }
  }

  static Case of(String given, String... expected) {
    return new Case(List.of(given.split(";")), List.of(expected));
  }

  @TestFactory
  Stream<DynamicTest> translates() {
    return cases().stream().map(c -> DynamicTest.dynamicTest(c.toString(), () -> translates(c)));
  }

  private void translates(Case c) {
    Map<String, String> given = new HashMap<>(minimal());
    given.putAll(c.properties());
    assertThat(peer().check(given)).isEmpty();
    Migration migration = peer().translate(given, name -> false);
    for (String expected : c.expected) {
      int equals = expected.indexOf('=');
      if (equals < 0) {
        assertThat(migration.remarks())
            .as("remarks on %s", c.property())
            .filteredOn(remark -> remark.property().equals(c.property()))
            .extracting(remark -> remark.kind().name())
            .contains(expected);
        assertThat(migration.refused().isEmpty()).isEqualTo(!expected.equals("REFUSED"));
      } else {
        assertThat(migration.properties().getOrDefault(expected.substring(0, equals), ""))
            .as(expected)
            .isEqualTo(expected.substring(equals + 1));
      }
    }
  }

  @Test
  void theMinimumIsEnough() {
    Migration migration = peer().translate(minimal(), name -> false);
    assertThat(peer().check(minimal())).isEmpty();
    assertThat(migration.refused()).isEmpty();
    assertThat(migration.of(Remark.Kind.UNKNOWN)).isEmpty();
  }

  @Test
  void everyPropertyHasACase() {
    Set<String> tried = cases().stream().map(Case::property).collect(Collectors.toSet());
    assertThat(tried).containsAll(declared());
  }

  @Test
  void everyPropertyOfTheReferenceIsDeclared() {
    assertThat(declared()).containsAll(reference());
  }

  Set<String> declared() {
    return peer().settings().stream()
        .flatMap(group -> group.settings().stream())
        .map(Setting::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyPropertyGivenHasARemark() {
    Map<String, String> given = new HashMap<>(minimal());
    peer()
        .settings()
        .forEach(
            group ->
                group
                    .settings()
                    .forEach(
                        setting ->
                            given.putIfAbsent(setting.name(), setting.fallback().orElse("x"))));
    List<String> remarked =
        peer().translate(given, name -> false).remarks().stream().map(Remark::property).toList();
    given.keySet().removeAll(List.of("name", "connector.class", "topics"));
    assertThat(remarked).containsAll(given.keySet());
  }

  /** What all of Confluent's sinks for stores have, in the formats of one of them. */
  static List<Case> storage(String classes, String root) {
    String partitioner = "io.confluent.connect.storage.partitioner.";
    String timed =
        ";partitioner.class="
            + partitioner
            + "TimeBasedPartitioner;path.format='d'=YYYY-MM-dd"
            + ";partition.duration.ms=86400000;locale=en-US;timezone=UTC";
    String avro = ";format.class=" + classes + "format.avro.AvroFormat";
    String json = ";format.class=" + classes + "format.json.JsonFormat";
    String bytes = ";format.class=" + classes + "format.bytearray.ByteArrayFormat";
    return Stream.of(formats(classes, avro, json, bytes), rotation(timed), places(root, timed))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Case> formats(String classes, String avro, String json, String bytes) {
    return List.of(
        of(avro.substring(1), "KEPT", "format=avro", "compression=none", "value.format=connect"),
        of(json.substring(1), "KEPT", "format=json", "compression=none", "json.times=number"),
        of(bytes.substring(1), "KEPT", "format=bytes", "compression=none"),
        of(
            "format.class=" + classes + "format.parquet.ParquetFormat",
            "KEPT",
            "format=parquet",
            "compression=snappy",
            "parquet.lists=two_level"),
        of("format.class=com.example.MyFormat", "REFUSED"),
        of("enhanced.avro.schema.support=false" + avro, "NOTED"),
        of("connect.meta.data=false" + avro, "NOTED"),
        of("allow.optional.map.keys=true", "NOTED"),
        of("avro.codec=snappy" + avro, "KEPT", "compression=snappy"),
        of("parquet.codec=zstd", "KEPT", "compression=zstd"),
        of("parquet.codec=none", "KEPT", "compression=none"),
        of("parquet.codec=lz4_raw", "KEPT", "compression=lz4_raw"),
        of("parquet.codec=brotli", "REFUSED"),
        of("parquet.codec=lzo", "REFUSED"),
        of("parquet.codec=lz4", "REFUSED"),
        of("json.decimal.format=NUMERIC" + json, "KEPT", "json.decimals=number"),
        of("json.decimal.format=BASE64" + json, "KEPT", "json.decimals=base64"),
        of("topics.dir=x" + json, "json.decimals=base64"),
        of("format.bytearray.extension=.txt" + bytes, "KEPT", "bytes.extension=.txt"),
        of("format.bytearray.separator=-- " + bytes, "KEPT", "bytes.separator=-- "),
        of("format.bytearray.separator=" + bytes, "KEPT", "bytes.separator="));
  }

  private static List<Case> rotation(String timed) {
    return List.of(
        of(
            "flush.size=250",
            "KEPT",
            "rotate.partition.records=250",
            "rotate.records=250",
            "rotate.interval=36500d"),
        of(
            "rotate.interval.ms=60000" + timed,
            "KEPT",
            "rotate.record.time=60000ms",
            "rotate.on.partition.change=true"),
        of("rotate.interval.ms=60000", "NOTED", "rotate.record.time="),
        of("rotate.interval.ms=-1" + timed, "KEPT", "rotate.record.time="),
        of(
            "rotate.file.on.partition.change=false;rotate.interval.ms=1" + timed,
            "KEPT",
            "rotate.on.partition.change=false"),
        of("rotate.file.on.partition.change=true", "KEPT", "rotate.on.partition.change="),
        of(
            "rotate.schedule.interval.ms=600000;timezone=Europe/Vienna",
            "KEPT",
            "rotate.schedule=600000ms",
            "time.zone=Europe/Vienna"),
        of("rotate.schedule.interval.ms=600000", "REFUSED"),
        of("schema.compatibility=NONE", "KEPT", "rotate.on.schema.change=any"),
        of("schema.compatibility=backward", "KEPT", "rotate.on.schema.change=newer"),
        of("schema.compatibility=FULL", "KEPT", "rotate.on.schema.change=newer"),
        of("schema.compatibility=FORWARD", "KEPT", "rotate.on.schema.change=older"),
        of("schema.compatibility=FULL_TRANSITIVE", "KEPT", "rotate.on.schema.change=any"),
        of("flush.size=1", "rotate.on.schema.change=any"),
        of("filename.offset.zero.pad.width=4", "KEPT", "file.name.digits=4"),
        of("filename.offset.zero.pad.width=0", "KEPT", "file.name.digits=0"),
        of("schemas.cache.config=50", "NOTED"),
        of("retry.backoff.ms=1000", "NOTED"),
        of("shutdown.timeout.ms=1000", "NOTED"),
        of("max.write.duration.ms=100", "NOTED"));
  }

  private static List<Case> places(String root, String timed) {
    String partitioner = "io.confluent.connect.storage.partitioner.";
    String year = "'year'=uuuu/'month'=MM/'day'=dd";
    String pattern = timed.replace("path.format='d'=YYYY-MM-dd", "x=y");
    return List.of(
        of("storage.class=com.example.Mine", "REFUSED"),
        of("topics.dir=a/b", "KEPT", "location=" + root + "/a/b", "partition.escaping=least"),
        of("topics.dir=", "KEPT", "location=" + root),
        of("directory.delim=/", "KEPT", "directory.delimiter=/"),
        of(
            "directory.delim=_",
            "KEPT",
            "directory.delimiter=_",
            "location=" + root,
            "partition=text(topics), topic, default"),
        of("directory.delim=//", "REFUSED"),
        of("file.delim=-", "KEPT", "file.name.delimiter=-"),
        of("file.delim=/", "REFUSED"),
        of("file.delim=", "REFUSED"),
        of(
            "partitioner.class=" + partitioner + "DefaultPartitioner",
            "KEPT",
            "partition=topic, default"),
        of(
            "partitioner.class="
                + partitioner
                + "FieldPartitioner;partition.field.name=country, shop.city",
            "KEPT",
            "partition=topic, country, shop.city",
            "partition.null=null"),
        of("partitioner.class=" + partitioner + "FieldPartitioner", "REFUSED"),
        of(
            "partitioner.class=" + partitioner + "HourlyPartitioner;locale=en;timezone=UTC",
            "KEPT",
            "partition=topic, pattern(" + year + "/'hour'=HH, _now, 3600000ms)"),
        of(
            "partitioner.class="
                + partitioner
                + "DailyPartitioner;locale=en;timezone=UTC;timestamp.extractor=Record",
            "KEPT",
            "partition=topic, pattern(" + year + ", _kafka_timestamp, 86400000ms)"),
        of(
            "partitioner.class="
                + partitioner
                + "DailyPartitioner;locale=en;timezone=UTC;directory.delim=-;topics.dir=",
            "KEPT",
            "partition=topic, pattern('year'=uuuu'-month'=MM'-day'=dd, _now, 86400000ms)"),
        of("partitioner.class=" + partitioner + "DailyPartitioner", "REFUSED"),
        of("partitioner.class=com.example.Mine", "REFUSED"),
        of(
            "partition.field.name=a;partitioner.class=" + partitioner + "FieldPartitioner",
            "NOTED",
            "partition=topic, a"),
        of(
            "partition.duration.ms=1" + timed.replace("partition.duration.ms=86400000", "x=y"),
            "KEPT",
            "partition=topic, pattern('d'=uuuu-MM-dd, _now, 1ms)"),
        of(
            "path.format=YYYY" + pattern,
            "KEPT",
            "partition=topic, pattern(uuuu, _now, 86400000ms)"),
        of("path.format=CC" + pattern, "REFUSED"),
        of("locale=de_AT", "KEPT", "locale=de"),
        of("timezone=Europe/Vienna", "KEPT", "time.zone=Europe/Vienna"),
        of(
            "timestamp.extractor=RecordField;timestamp.field=at" + timed,
            "KEPT",
            "partition=topic, pattern('d'=uuuu-MM-dd, at, 86400000ms)"),
        of(
            "timestamp.extractor="
                + partitioner
                + "TimeBasedPartitioner$RecordTimestampExtractor"
                + timed,
            "KEPT",
            "partition=topic, pattern('d'=uuuu-MM-dd, _kafka_timestamp, 86400000ms)"),
        of("timestamp.extractor=com.example.Mine" + timed, "REFUSED"),
        of("timestamp.field=at", "KEPT"),
        of("hive.integration=true", "NOTED"),
        of("hive.metastore.uris=thrift://x", "NOTED"),
        of("hive.conf.dir=x", "NOTED"),
        of("hive.home=x", "NOTED"),
        of("hive.database=x", "NOTED"),
        of("schema.generator.class=x", "UNKNOWN"),
        of("schema.cache.size=1", "UNKNOWN"),
        of("append.late.data=true", "UNKNOWN"),
        of("partition.field=x", "UNKNOWN"),
        of("record.field=x", "UNKNOWN"));
  }

  /** Names that all of Confluent's sinks for stores have. */
  static final List<String> STORAGE_REFERENCE =
      List.of(
          "format.class",
          "flush.size",
          "rotate.interval.ms",
          "rotate.schedule.interval.ms",
          "schemas.cache.config",
          "enhanced.avro.schema.support",
          "connect.meta.data",
          "retry.backoff.ms",
          "shutdown.timeout.ms",
          "filename.offset.zero.pad.width",
          "avro.codec",
          "allow.optional.map.keys",
          "parquet.codec",
          "schema.compatibility",
          "storage.class",
          "topics.dir",
          "directory.delim",
          "file.delim",
          "partitioner.class",
          "partition.field.name",
          "partition.duration.ms",
          "path.format",
          "locale",
          "timezone",
          "timestamp.extractor",
          "timestamp.field",
          "hive.integration",
          "hive.metastore.uris",
          "hive.conf.dir",
          "hive.home",
          "hive.database",
          "behavior.on.null.values",
          "format.bytearray.extension",
          "format.bytearray.separator");
}
