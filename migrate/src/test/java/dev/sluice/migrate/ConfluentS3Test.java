// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names and defaults are those of the connector's public reference. */
class ConfluentS3Test extends PeerContract {
  private static final String CLASSES = "io.confluent.connect.s3.";
  private static final String JSON = ";format.class=" + CLASSES + "format.json.JsonFormat";
  private static final String PROVIDER = "s3.credentials.provider.";
  private static final String ASSUMING =
      ";" + PROVIDER + "class=" + CLASSES + "auth.AwsAssumeRoleCredentialsProvider";

  @Override
  Peer peer() {
    return ConfluentS3.PEER;
  }

  @Override
  Map<String, String> minimal() {
    return Map.of(
        "name", "orders-to-s3",
        "connector.class", CLASSES + "S3SinkConnector",
        "topics", "orders",
        "s3.bucket.name", "lake",
        "storage.class", CLASSES + "storage.S3Storage",
        "format.class", CLASSES + "format.parquet.ParquetFormat",
        "flush.size", "1000");
  }

  @Override
  List<String> reference() {
    List<String> names = new ArrayList<>(STORAGE_REFERENCE);
    names.addAll(
        List.of(
            "s3.bucket.name",
            "s3.object.tagging",
            "s3.object.tagging.key.value.pairs",
            "s3.object.behavior.on.tagging.error",
            "s3.region",
            "s3.part.size",
            "s3.credentials.provider.class",
            "aws.access.key.id",
            "aws.secret.access.key",
            "s3.ssea.name",
            "s3.sse.customer.key",
            "s3.sse.kms.key.id",
            "s3.acl.canned",
            "s3.wan.mode",
            "s3.compression.type",
            "s3.compression.level",
            "json.decimal.format",
            "s3.part.retries",
            "s3.retry.backoff.ms",
            "s3.proxy.url",
            "s3.proxy.user",
            "s3.proxy.password",
            "s3.http.send.expect.continue",
            "report.null.values.to.dlq",
            "max.write.duration.ms",
            "rotate.file.on.partition.change",
            "tombstone.encoded.partition",
            "s3.schema.partition.affix.type",
            "s3.send.digest",
            "enable.conditional.writes",
            "max.files.scan.limit",
            "partitioner.max.open.files"));
    names.addAll(
        List.of(
            "store.kafka.keys",
            "store.kafka.headers",
            "keys.format.class",
            "headers.format.class",
            "s3.path.style.access.enabled",
            "s3.elastic.buffer.enable",
            "s3.elastic.buffer.init.capacity",
            "store.url",
            PROVIDER + "sts.role.arn",
            PROVIDER + "sts.role.external.id",
            PROVIDER + "sts.role.session.name",
            PROVIDER + "sts.region",
            "schema.generator.class",
            "schema.cache.size",
            "append.late.data",
            "test.s3.part.size",
            "partition.field",
            "record.field"));
    return names;
  }

  @Override
  List<Case> cases() {
    return Stream.of(
            storage(CLASSES, "s3://lake"),
            bucket(),
            credentials(),
            requests(),
            nulls(),
            keysAndHeaders())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Case> bucket() {
    return List.of(
        of("storage.class=" + CLASSES + "storage.S3Storage", "KEPT"),
        of("s3.bucket.name=raw", "KEPT", "location=s3://raw/topics"),
        of("s3.object.tagging=true", "KEPT", "s3.object.tagging=true"),
        of("s3.object.tagging=false", "KEPT", "s3.object.tagging=false"),
        of(
            "s3.object.tagging.key.value.pairs=team:sales;s3.object.tagging=true",
            "KEPT",
            "s3.object.tagging.key.value.pairs=team:sales"),
        of(
            "s3.object.tagging.key.value.pairs=team:sales",
            "NOTED",
            "s3.object.tagging.key.value.pairs="),
        of(
            "s3.object.behavior.on.tagging.error=fail",
            "KEPT",
            "s3.object.behavior.on.tagging.error=fail"),
        of("s3.region=eu-central-1", "KEPT", "s3.region=eu-central-1"),
        of("flush.size=1", "s3.region=us-west-2", "s3.object.behavior.on.tagging.error=ignore"),
        of("s3.ssea.name=AES256", "KEPT", "s3.ssea.name=AES256"),
        of("s3.ssea.name=", "KEPT", "s3.ssea.name="),
        of("s3.sse.customer.key=k", "KEPT", "s3.sse.customer.key=k"),
        of("s3.sse.kms.key.id=k", "KEPT", "s3.sse.kms.key.id=k"),
        of("s3.acl.canned=private", "KEPT", "s3.acl.canned=private"),
        of("s3.compression.type=gzip" + JSON, "KEPT", "compression=gzip"),
        of("s3.compression.type=gzip", "REFUSED"),
        of("s3.compression.level=9" + JSON, "NOTED"),
        of("s3.compression.level=9;s3.compression.type=gzip" + JSON, "KEPT", "compression.level=9"),
        of("s3.schema.partition.affix.type=SUFFIX", "KEPT", "partition=topic, default, schema"),
        of("s3.schema.partition.affix.type=prefix", "KEPT", "partition=topic, schema, default"),
        of("s3.schema.partition.affix.type=NONE", "KEPT", "partition=topic, default"),
        of("enable.conditional.writes=false", "NOTED"),
        of("max.files.scan.limit=7", "NOTED"),
        of("partitioner.max.open.files=7", "KEPT", "rotate.files=7"),
        of("partitioner.max.open.files=-1", "KEPT", "rotate.files="),
        of("test.s3.part.size=1", "UNKNOWN"));
  }

  private static List<Case> credentials() {
    String sdk = PROVIDER + "class=software.amazon.awssdk.auth.credentials.";
    return List.of(
        of(PROVIDER + "class=com.amazonaws.auth.DefaultAWSCredentialsProviderChain", "KEPT"),
        of(sdk + "DefaultCredentialsProvider", "KEPT", PROVIDER + "class="),
        of(
            sdk + "AnonymousCredentialsProvider",
            "KEPT",
            PROVIDER
                + "class=software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider"),
        of(PROVIDER + "class=com.amazonaws.auth.profile.ProfileCredentialsProvider", "REFUSED"),
        of(
            PROVIDER
                + "class=com.example.Mine;"
                + PROVIDER
                + "vault=v;"
                + PROVIDER
                + "sts.region=r",
            "KEPT",
            PROVIDER + "class=com.example.Mine",
            PROVIDER + "vault=v",
            PROVIDER + "sts.region=r"),
        of(ASSUMING.substring(1), "REFUSED"),
        of(
            ASSUMING.substring(1) + ";" + PROVIDER + "sts.role.arn=arn",
            "KEPT",
            PROVIDER + "class="),
        of(PROVIDER + "sts.role.arn=arn" + ASSUMING, "KEPT", PROVIDER + "sts.role.arn=arn"),
        of(PROVIDER + "sts.role.arn=arn", "NOTED", PROVIDER + "sts.role.arn="),
        of(
            PROVIDER + "sts.role.external.id=x;" + PROVIDER + "sts.role.arn=arn" + ASSUMING,
            "KEPT",
            PROVIDER + "sts.role.external.id=x"),
        of(
            PROVIDER + "sts.role.session.name=x;" + PROVIDER + "sts.role.arn=arn" + ASSUMING,
            "KEPT",
            PROVIDER + "sts.role.session.name=x"),
        of(
            PROVIDER + "sts.region=eu-west-1;" + PROVIDER + "sts.role.arn=arn" + ASSUMING,
            "KEPT",
            PROVIDER + "sts.region=eu-west-1"),
        of("aws.access.key.id=AK", "KEPT", "aws.access.key.id=AK"),
        of("aws.secret.access.key=s", "KEPT", "aws.secret.access.key=s"));
  }

  private static List<Case> requests() {
    return List.of(
        of("store.url=minio:9000", "KEPT", "store.url=https://minio:9000"),
        of("store.url=http://minio:9000", "KEPT", "store.url=http://minio:9000"),
        of("s3.path.style.access.enabled=false", "KEPT", "s3.path.style.access.enabled=false"),
        of("s3.wan.mode=true", "REFUSED"),
        of("s3.wan.mode=true;s3.path.style.access.enabled=false", "KEPT", "s3.wan.mode=true"),
        of("s3.part.size=5242880", "KEPT", "s3.part.size=5242880"),
        of("s3.part.size=2147483647", "KEPT", "s3.part.size=1073741824"),
        of("flush.size=1", "s3.part.size=26214400", "s3.part.retries=3"),
        of("s3.part.retries=5", "KEPT", "s3.part.retries=5"),
        of("s3.retry.backoff.ms=100", "KEPT", "s3.retry.backoff.ms=100"),
        of("s3.proxy.url=http://p:1", "KEPT", "s3.proxy.url=http://p:1"),
        of(
            "s3.proxy.url=https://u:p@proxy",
            "KEPT",
            "s3.proxy.url=https://proxy:443",
            "s3.proxy.user=u",
            "s3.proxy.password=p"),
        of(
            "s3.proxy.url=http://u:p@proxy:1;s3.proxy.user=v;s3.proxy.password=q",
            "KEPT",
            "s3.proxy.url=http://proxy:1",
            "s3.proxy.user=v",
            "s3.proxy.password=q"),
        of("s3.proxy.url=:::", "REFUSED"),
        of("s3.proxy.user=u", "KEPT", "s3.proxy.user=u"),
        of("s3.proxy.password=p", "KEPT", "s3.proxy.password=p"),
        of("s3.http.send.expect.continue=false", "NOTED"),
        of("s3.send.digest=true", "NOTED"),
        of("s3.elastic.buffer.enable=true", "NOTED"),
        of("s3.elastic.buffer.init.capacity=4096", "NOTED"));
  }

  private static List<Case> nulls() {
    return List.of(
        of("behavior.on.null.values=fail", "KEPT", "null.values=fail"),
        of("flush.size=1", "null.values=fail"),
        of("behavior.on.null.values=ignore", "KEPT", "null.values=report"),
        of(
            "behavior.on.null.values=ignore;report.null.values.to.dlq=false",
            "KEPT",
            "null.values=drop"),
        of(
            "report.null.values.to.dlq=true;behavior.on.null.values=ignore",
            "KEPT",
            "null.values=report"),
        of("behavior.on.null.values=write", "REFUSED"),
        of(
            "behavior.on.null.values=write;store.kafka.keys=true",
            "KEPT",
            "tombstones.directory=tombstone"),
        of(
            "tombstone.encoded.partition=gone;behavior.on.null.values=write;store.kafka.keys=true",
            "KEPT",
            "tombstones.directory=gone"),
        of(
            "tombstone.encoded.partition=a/b;behavior.on.null.values=write;store.kafka.keys=true",
            "REFUSED"),
        of("tombstone.encoded.partition=t", "KEPT", "tombstones.directory="));
  }

  private static List<Case> keysAndHeaders() {
    String parquet = CLASSES + "format.parquet.ParquetFormat";
    String bytes = CLASSES + "format.bytearray.ByteArrayFormat";
    return List.of(
        of("store.kafka.keys=false", "KEPT", "keys.format="),
        of("store.kafka.keys=true", "KEPT", "keys.format=avro", "keys.compression=none"),
        of(
            "keys.format.class=" + parquet + ";store.kafka.keys=true;parquet.codec=zstd",
            "KEPT",
            "keys.format=parquet",
            "keys.compression=zstd"),
        of("keys.format.class=" + bytes + ";store.kafka.keys=true", "KEPT", "keys.format=bytes"),
        of("keys.format.class=com.example.Mine;store.kafka.keys=true", "REFUSED"),
        of("keys.format.class=x", "KEPT", "keys.format="),
        of(
            "keys.format.class="
                + CLASSES
                + "format.json.JsonFormat;store.kafka.keys=true;s3.compression.type=gzip"
                + JSON,
            "KEPT",
            "keys.compression=gzip"),
        of(
            "keys.format.class="
                + parquet
                + ";store.kafka.keys=true;s3.compression.type=gzip"
                + JSON,
            "REFUSED"),
        of("store.kafka.headers=false", "KEPT", "headers.format="),
        of("store.kafka.headers=true", "KEPT", "headers.format=avro"),
        of(
            "headers.format.class=" + parquet + ";store.kafka.headers=true",
            "KEPT",
            "headers.format=parquet",
            "headers.compression=snappy"),
        of("headers.format.class=" + bytes + ";store.kafka.headers=true", "REFUSED"));
  }

  @Test
  void keepsKafkaConnectsOwnAndOursAndTellsTheUnknown() {
    Map<String, String> given = new HashMap<>(minimal());
    given.put("value.converter.schema.registry.url", "http://r");
    given.put("transforms.t.type", "T");
    given.put("errors.tolerance", "all");
    given.put("rotate.interval", "5m");
    given.put("confluent.license", "");
    given.put("confluent.topic.bootstrap.servers", "kafka:9092");
    given.put("flush.sise", "1");
    Migration migration = peer().translate(given, name -> name.equals("rotate.interval"));
    assertThat(migration.properties())
        .containsEntry("value.converter.schema.registry.url", "http://r")
        .containsEntry("transforms.t.type", "T")
        .containsEntry("errors.tolerance", "all")
        .containsEntry("rotate.interval", "5m")
        .doesNotContainKeys("confluent.license", "flush.size", "flush.sise");
    assertThat(migration.of(Remark.Kind.UNKNOWN))
        .extracting(Remark::property)
        .containsExactlyInAnyOrder(
            "confluent.license", "confluent.topic.bootstrap.servers", "flush.sise");
  }

  @Test
  void tellsMistakesAtOnce() {
    assertThat(peer().check(Map.of("flush.size", "0", "s3.part.size", "big", "timezone", "Mars")))
        .extracting(problem -> problem.setting())
        .containsExactlyInAnyOrder(
            "format.class", "flush.size", "s3.bucket.name", "s3.part.size", "timezone");
  }
}
