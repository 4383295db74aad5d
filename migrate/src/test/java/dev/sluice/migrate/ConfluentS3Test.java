// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every property of the S3 sink, with a value and what becomes of it. Names and defaults are those
 * of the connector's public reference.
 */
class ConfluentS3Test {
  private static final String PARTITIONER = "io.confluent.connect.storage.partitioner.";

  private static final Map<String, String> MINIMAL =
      Map.of(
          "name", "orders-to-s3",
          "connector.class", "io.confluent.connect.s3.S3SinkConnector",
          "topics", "orders",
          "s3.bucket.name", "lake",
          "storage.class", "io.confluent.connect.s3.storage.S3Storage",
          "format.class", "io.confluent.connect.s3.format.parquet.ParquetFormat",
          "flush.size", "1000");

  /**
   * A case: properties beside the minimal ones, and what is expected.
   *
   * @param expected {@code name=value} of ours; {@code KEPT}, {@code NOTED}, {@code REFUSED} for
   *     the first property given
   */
  private record Case(List<String> given, List<String> expected) {
    @Override
    public String toString() {
      return given + " -> " + expected;
    }
  }

  private static Case of(String given, String... expected) {
    return new Case(given.isEmpty() ? List.of() : List.of(given.split(";")), List.of(expected));
  }

  static List<Case> cases() {
    String timed =
        ";partitioner.class="
            + PARTITIONER
            + "TimeBasedPartitioner;path.format='d'=YYYY-MM-dd"
            + ";partition.duration.ms=86400000;locale=en-US;timezone=UTC";
    String avro = ";format.class=io.confluent.connect.s3.format.avro.AvroFormat";
    String json = ";format.class=io.confluent.connect.s3.format.json.JsonFormat";
    String bytes = ";format.class=io.confluent.connect.s3.format.bytearray.ByteArrayFormat";
    List<Case> cases = new ArrayList<>();
    // Formats of files, and when they are closed.
    cases.add(
        of(
            "format.class=io.confluent.connect.s3.format.avro.AvroFormat",
            "KEPT",
            "format=avro",
            "compression=none"));
    cases.add(
        of(
            "format.class=io.confluent.connect.s3.format.json.JsonFormat",
            "KEPT",
            "format=json",
            "compression=none"));
    cases.add(
        of(
            "format.class=io.confluent.connect.s3.format.bytearray.ByteArrayFormat",
            "KEPT",
            "format=bytes",
            "compression=none"));
    cases.add(
        of(
            "format.class=io.confluent.connect.s3.format.parquet.ParquetFormat",
            "KEPT",
            "format=parquet",
            "compression=snappy"));
    cases.add(of("format.class=com.example.MyFormat", "REFUSED"));
    cases.add(
        of(
            "flush.size=250",
            "KEPT",
            "rotate.partition.records=250",
            "rotate.records=250",
            "rotate.interval=36500d"));
    cases.add(
        of(
            "rotate.interval.ms=60000" + timed,
            "KEPT",
            "rotate.record.time=60000ms",
            "rotate.on.partition.change=true"));
    cases.add(of("rotate.interval.ms=60000", "NOTED", "rotate.record.time="));
    cases.add(of("rotate.interval.ms=-1" + timed, "KEPT", "rotate.record.time="));
    cases.add(
        of(
            "rotate.file.on.partition.change=false;rotate.interval.ms=1" + timed,
            "KEPT",
            "rotate.on.partition.change=false"));
    cases.add(
        of(
            "rotate.schedule.interval.ms=600000;timezone=Europe/Vienna",
            "KEPT",
            "rotate.schedule=600000ms",
            "time.zone=Europe/Vienna"));
    cases.add(of("rotate.schedule.interval.ms=600000", "REFUSED"));
    cases.add(of("schemas.cache.config=50", "NOTED"));
    cases.add(of("enhanced.avro.schema.support=false" + avro, "NOTED"));
    cases.add(of("connect.meta.data=false" + avro, "NOTED"));
    cases.add(of("retry.backoff.ms=1000", "NOTED"));
    cases.add(of("shutdown.timeout.ms=1000", "NOTED"));
    cases.add(of("filename.offset.zero.pad.width=4", "KEPT", "file.name.digits=4"));
    cases.add(of("avro.codec=snappy" + avro, "KEPT", "compression=snappy"));
    cases.add(of("allow.optional.map.keys=true", "NOTED"));
    cases.add(of("parquet.codec=zstd", "KEPT", "compression=zstd"));
    cases.add(of("parquet.codec=none", "KEPT", "compression=none"));
    cases.add(of("parquet.codec=lz4_raw", "KEPT", "compression=lz4_raw"));
    cases.add(of("parquet.codec=brotli", "REFUSED"));
    cases.add(of("parquet.codec=lzo", "REFUSED"));
    cases.add(of("parquet.codec=lz4", "REFUSED"));
    cases.add(of("schema.compatibility=BACKWARD", "NOTED"));
    // The bucket and the way to it.
    cases.add(of("s3.bucket.name=raw", "KEPT", "location=s3://raw/topics"));
    cases.add(of("s3.object.tagging=true", "REFUSED"));
    cases.add(of("s3.object.tagging=false", "KEPT"));
    cases.add(
        of(
            "s3.object.tagging.key.value.pairs=team:sales",
            "KEPT",
            "s3.object.tagging.key.value.pairs=team:sales"));
    cases.add(of("s3.object.behavior.on.tagging.error=fail", "NOTED"));
    cases.add(of("s3.region=eu-central-1", "KEPT", "s3.region=eu-central-1"));
    cases.add(of("s3.part.size=5242880", "KEPT", "s3.part.size=5242880"));
    cases.add(
        of(
            "s3.credentials.provider.class=com.amazonaws.auth.DefaultAWSCredentialsProviderChain",
            "KEPT"));
    cases.add(
        of(
            "s3.credentials.provider.class=software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider",
            "KEPT"));
    cases.add(
        of(
            "s3.credentials.provider.class=io.confluent.connect.s3.auth.AwsAssumeRoleCredentialsProvider",
            "KEPT"));
    cases.add(of("s3.credentials.provider.class=com.example.Mine", "REFUSED"));
    cases.add(
        of(
            "s3.credentials.provider.sts.role.arn=arn",
            "KEPT",
            "s3.credentials.provider.sts.role.arn=arn"));
    cases.add(
        of(
            "s3.credentials.provider.sts.role.external.id=x",
            "KEPT",
            "s3.credentials.provider.sts.role.external.id=x"));
    cases.add(
        of(
            "s3.credentials.provider.sts.role.session.name=x",
            "KEPT",
            "s3.credentials.provider.sts.role.session.name=x"));
    cases.add(of("s3.credentials.provider.sts.region=eu-west-1", "REFUSED"));
    cases.add(of("aws.access.key.id=AK", "KEPT", "aws.access.key.id=AK"));
    cases.add(of("aws.secret.access.key=s", "KEPT", "aws.secret.access.key=s"));
    cases.add(of("s3.ssea.name=AES256", "KEPT", "s3.ssea.name=AES256"));
    cases.add(of("s3.ssea.name=", "KEPT", "s3.ssea.name="));
    cases.add(of("s3.sse.customer.key=k", "KEPT", "s3.sse.customer.key=k"));
    cases.add(of("s3.sse.kms.key.id=k", "KEPT", "s3.sse.kms.key.id=k"));
    cases.add(of("s3.acl.canned=private", "KEPT", "s3.acl.canned=private"));
    cases.add(of("s3.wan.mode=true", "REFUSED"));
    cases.add(of("s3.compression.type=gzip" + json, "KEPT", "compression=gzip"));
    cases.add(of("s3.compression.type=gzip", "REFUSED"));
    cases.add(of("s3.compression.level=9" + json, "NOTED"));
    cases.add(of("json.decimal.format=NUMERIC" + json, "KEPT"));
    cases.add(of("json.decimal.format=BASE64" + json, "NOTED"));
    cases.add(of("s3.part.retries=5", "KEPT", "s3.part.retries=5"));
    cases.add(of("s3.retry.backoff.ms=100", "KEPT", "s3.retry.backoff.ms=100"));
    cases.add(of("format.bytearray.extension=.txt" + bytes, "KEPT", "bytes.extension=.txt"));
    cases.add(of("format.bytearray.extension=.txt", "NOTED", "bytes.extension="));
    cases.add(of("format.bytearray.separator=--" + bytes, "KEPT", "bytes.separator=--"));
    cases.add(of("s3.proxy.url=http://p:1", "KEPT", "s3.proxy.url=http://p:1"));
    cases.add(of("s3.proxy.user=u", "KEPT", "s3.proxy.user=u"));
    cases.add(of("s3.proxy.password=p", "KEPT", "s3.proxy.password=p"));
    cases.add(of("s3.http.send.expect.continue=false", "NOTED"));
    cases.add(of("behavior.on.null.values=fail", "NOTED", "null.values=reject"));
    cases.add(of("behavior.on.null.values=ignore", "KEPT", "null.values=reject"));
    cases.add(
        of(
            "behavior.on.null.values=ignore;report.null.values.to.dlq=false",
            "KEPT",
            "null.values=drop"));
    cases.add(
        of(
            "report.null.values.to.dlq=true;behavior.on.null.values=ignore",
            "KEPT",
            "null.values=reject"));
    cases.add(of("behavior.on.null.values=write", "REFUSED"));
    cases.add(of("max.write.duration.ms=100", "NOTED"));
    cases.add(of("tombstone.encoded.partition=t", "KEPT"));
    cases.add(of("s3.schema.partition.affix.type=SUFFIX", "REFUSED"));
    cases.add(of("s3.send.digest=true", "NOTED"));
    cases.add(of("enable.conditional.writes=false", "NOTED"));
    cases.add(of("max.files.scan.limit=7", "NOTED"));
    cases.add(of("partitioner.max.open.files=7", "REFUSED"));
    // Keys and headers.
    cases.add(of("store.kafka.keys=true", "REFUSED"));
    cases.add(of("store.kafka.headers=true", "REFUSED"));
    cases.add(of("keys.format.class=x", "NOTED"));
    cases.add(of("headers.format.class=x", "NOTED"));
    cases.add(
        of("s3.path.style.access.enabled=false", "KEPT", "s3.path.style.access.enabled=false"));
    cases.add(of("s3.elastic.buffer.enable=true", "NOTED"));
    cases.add(of("s3.elastic.buffer.init.capacity=4096", "NOTED"));
    // Storage.
    cases.add(of("storage.class=com.example.Mine", "REFUSED"));
    cases.add(of("topics.dir=a/b", "KEPT", "location=s3://lake/a/b"));
    cases.add(of("topics.dir=", "KEPT", "location=s3://lake"));
    cases.add(of("store.url=minio:9000", "KEPT", "store.url=https://minio:9000"));
    cases.add(of("store.url=http://minio:9000", "KEPT", "store.url=http://minio:9000"));
    cases.add(of("directory.delim=/", "KEPT"));
    cases.add(of("directory.delim=_", "REFUSED"));
    cases.add(of("file.delim=-", "KEPT", "file.name.delimiter=-"));
    // Partitioner.
    cases.add(
        of(
            "partitioner.class=" + PARTITIONER + "DefaultPartitioner",
            "KEPT",
            "partition=topic, default"));
    cases.add(
        of(
            "partitioner.class="
                + PARTITIONER
                + "FieldPartitioner;partition.field.name=country, shop.city",
            "KEPT",
            "partition=topic, country, shop.city",
            "partition.null=null"));
    cases.add(of("partitioner.class=" + PARTITIONER + "FieldPartitioner", "REFUSED"));
    cases.add(
        of(
            "partitioner.class=" + PARTITIONER + "HourlyPartitioner;locale=en;timezone=UTC",
            "KEPT",
            "partition=topic, pattern('year'=uuuu/'month'=MM/'day'=dd/'hour'=HH, _now, 3600000ms)"));
    cases.add(
        of(
            "partitioner.class="
                + PARTITIONER
                + "DailyPartitioner;locale=en;timezone=UTC;timestamp.extractor=Record",
            "KEPT",
            "partition=topic, pattern('year'=uuuu/'month'=MM/'day'=dd, _kafka_timestamp, 86400000ms)"));
    cases.add(of("partitioner.class=" + PARTITIONER + "DailyPartitioner", "REFUSED"));
    cases.add(of("partitioner.class=com.example.Mine", "REFUSED"));
    cases.add(
        of(
            "partition.field.name=a;partitioner.class=" + PARTITIONER + "FieldPartitioner",
            "NOTED",
            "partition=topic, a"));
    cases.add(
        of(
            "partition.duration.ms=1" + timed.replace("partition.duration.ms=86400000", "x=y"),
            "KEPT",
            "partition=topic, pattern('d'=uuuu-MM-dd, _now, 1ms)"));
    cases.add(
        of(
            "path.format=YYYY" + timed.replace("path.format='d'=YYYY-MM-dd", "x=y"),
            "KEPT",
            "partition=topic, pattern(uuuu, _now, 86400000ms)"));
    cases.add(of("path.format=CC" + timed.replace("path.format='d'=YYYY-MM-dd", "x=y"), "REFUSED"));
    cases.add(of("locale=de_AT", "KEPT", "locale=de"));
    cases.add(of("timezone=Europe/Vienna", "KEPT", "time.zone=Europe/Vienna"));
    cases.add(
        of(
            "timestamp.extractor=RecordField;timestamp.field=at" + timed,
            "KEPT",
            "partition=topic, pattern('d'=uuuu-MM-dd, at, 86400000ms)"));
    cases.add(
        of(
            "timestamp.extractor="
                + PARTITIONER
                + "TimeBasedPartitioner$RecordTimestampExtractor"
                + timed,
            "KEPT",
            "partition=topic, pattern('d'=uuuu-MM-dd, _kafka_timestamp, 86400000ms)"));
    cases.add(of("timestamp.extractor=com.example.Mine" + timed, "REFUSED"));
    cases.add(of("timestamp.field=at", "KEPT"));
    // Hive.
    cases.add(of("hive.integration=true", "REFUSED"));
    cases.add(of("hive.metastore.uris=thrift://x", "NOTED"));
    cases.add(of("hive.conf.dir=x", "NOTED"));
    cases.add(of("hive.home=x", "NOTED"));
    cases.add(of("hive.database=x", "NOTED"));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void translates(Case c) {
    Map<String, String> given = new HashMap<>(MINIMAL);
    for (String property : c.given) {
      given.put(
          property.substring(0, property.indexOf('=')),
          property.substring(property.indexOf('=') + 1));
    }
    assertThat(ConfluentS3.PEER.check(given)).isEmpty();
    Migration migration = ConfluentS3.PEER.translate(given, name -> false);
    String first = c.given.get(0).substring(0, c.given.get(0).indexOf('='));
    for (String expected : c.expected) {
      int equals = expected.indexOf('=');
      if (equals < 0) {
        assertThat(migration.remarks())
            .as("remarks on %s", first)
            .filteredOn(remark -> remark.property().equals(first))
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
  void everyPropertyHasACase() {
    Set<String> tried =
        cases().stream()
            .map(c -> c.given.get(0))
            .map(property -> property.substring(0, property.indexOf('=')))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> declared = new TreeSet<>();
    ConfluentS3.PEER
        .settings()
        .forEach(group -> group.settings().stream().map(Setting::name).forEach(declared::add));
    assertThat(tried).isEqualTo(declared);
  }

  @Test
  void everyPropertyGivenHasARemark() {
    Map<String, String> given = new HashMap<>(MINIMAL);
    ConfluentS3.PEER
        .settings()
        .forEach(
            group ->
                group
                    .settings()
                    .forEach(
                        setting ->
                            given.putIfAbsent(setting.name(), setting.fallback().orElse("x"))));
    List<String> remarked =
        ConfluentS3.PEER.translate(given, name -> false).remarks().stream()
            .map(Remark::property)
            .toList();
    given.keySet().removeAll(List.of("name", "connector.class", "topics"));
    assertThat(remarked).containsAll(given.keySet());
  }

  @Test
  void keepsKafkaConnectsOwnAndOursAndTellsTheUnknown() {
    Map<String, String> given = new HashMap<>(MINIMAL);
    given.put("value.converter.schema.registry.url", "http://r");
    given.put("transforms.t.type", "T");
    given.put("errors.tolerance", "all");
    given.put("rotate.interval", "5m");
    given.put("confluent.license", "");
    Migration migration = ConfluentS3.PEER.translate(given, name -> name.equals("rotate.interval"));
    assertThat(migration.properties())
        .containsEntry("value.converter.schema.registry.url", "http://r")
        .containsEntry("transforms.t.type", "T")
        .containsEntry("errors.tolerance", "all")
        .containsEntry("rotate.interval", "5m")
        .doesNotContainKey("confluent.license")
        .doesNotContainKey("flush.size");
    assertThat(migration.of(Remark.Kind.UNKNOWN))
        .extracting(Remark::property)
        .containsExactly("confluent.license");
  }

  @Test
  void tellsMistakesAtOnce() {
    assertThat(
            ConfluentS3.PEER.check(
                Map.of("flush.size", "0", "s3.part.size", "big", "timezone", "Mars")))
        .extracting(problem -> problem.setting())
        .containsExactlyInAnyOrder(
            "format.class",
            "flush.size",
            "s3.bucket.name",
            "s3.part.size",
            "storage.class",
            "timezone");
  }
}
