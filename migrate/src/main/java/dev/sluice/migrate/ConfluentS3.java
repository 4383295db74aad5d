// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.Rule.noted;
import static dev.sluice.migrate.Rule.only;
import static dev.sluice.migrate.Rule.readWith;
import static dev.sluice.migrate.Rule.same;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.migrate.Peer.PeerGroup;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Confluent's sink for S3, as its public documentation describes it. */
public final class ConfluentS3 {
  private static final String CLASSES = "io.confluent.connect.s3.";
  private static final String NO_KEY_FILES =
      "keys and headers do not go into files of their own here, which a crash could leave without each"
          + " other. Leave it out, and set columns.kafka=key,headers to have them beside the values";

  static final Setting<String> BUCKET =
      Setting.required("s3.bucket.name", Kind.TEXT, "The bucket.", "lake");
  static final Setting<String> NULLS =
      Setting.of(
          "behavior.on.null.values",
          Kinds.word("fail", "ignore", "write"),
          "fail",
          "What to do with records that have no value.",
          "ignore");
  static final Setting<Boolean> REPORT_NULLS =
      Setting.of(
          "report.null.values.to.dlq",
          Kind.FLAG,
          "true",
          "Whether ignored records without a value go to the dead-letter topic.",
          "true");
  static final Setting<String> PROVIDER =
      Setting.of(
          "s3.credentials.provider.class",
          Kind.TEXT,
          "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider",
          "Where credentials come from.",
          CLASSES + "auth.AwsAssumeRoleCredentialsProvider");

  /** The connector. */
  public static final Peer PEER =
      new Peer(
          "the S3 sink",
          Set.of(CLASSES + "S3SinkConnector", "dev.sluice.connect.lake.S3SinkConnector"),
          List.of(
              new PeerGroup(
                  "Connector",
                  "Formats of files, and when they are closed.",
                  Stream.of(FileFormats.properties(CLASSES), Storage.rotation(), connector())
                      .flatMap(List::stream)
                      .toList()),
              new PeerGroup("S3", "The bucket and the way to it.", s3()),
              new PeerGroup("Keys and headers", "Files of keys and headers.", keysAndHeaders()),
              Storage.places(CLASSES + "storage.S3Storage"),
              Partitioners.group(),
              Storage.hive()));

  private ConfluentS3() {}

  private static List<PeerProperty> connector() {
    return List.of(
        number(
            "schemas.cache.config",
            "1000",
            "Schemas kept in memory.",
            noted("all schemas of a task are kept: it has few")),
        number(
            "retry.backoff.ms",
            "5000",
            "Wait before a failed write is tried again.",
            noted(
                "an outage is waited out with pauses that grow to some seconds, and status tells what for")),
        number(
            "shutdown.timeout.ms",
            "3000",
            "Wait for the task's end.",
            noted("has no effect, there as here")),
        number(
            "max.write.duration.ms",
            "9223372036854775807",
            "Longest time in one put.",
            noted("no put takes long here: files are written by other threads")));
  }

  private static List<PeerProperty> s3() {
    return List.of(
        new PeerProperty(BUCKET, ConfluentS3::location),
        flag(
            "s3.object.tagging",
            "false",
            "Whether objects get tags with their offsets and records.",
            only(
                "false",
                "objects get no tags of their own here: offsets are in the name and in the manifests below _sluice. Leave it out")),
        text("s3.object.tagging.key.value.pairs", "", "Tags for every object.", same()),
        new PeerProperty(
            Setting.of(
                "s3.object.behavior.on.tagging.error",
                Kinds.word("ignore", "fail"),
                "ignore",
                "What to do if tags cannot be set.",
                "fail"),
            noted("tags are part of the upload here: with them or not at all")),
        text("s3.region", "us-west-2", "The bucket's region.", same()),
        number("s3.part.size", "26214400", "Bytes of a part of an upload.", same()),
        new PeerProperty(PROVIDER, ConfluentS3::provider),
        text("s3.credentials.provider.sts.role.arn", "", "Role to assume.", same()),
        text(
            "s3.credentials.provider.sts.role.external.id",
            "",
            "External id for the role.",
            same()),
        text("s3.credentials.provider.sts.role.session.name", "", "Name of the session.", same()),
        text(
            "s3.credentials.provider.sts.region",
            "",
            "Region of the token service.",
            only("", "the token service is asked in the bucket's region. Leave it out")),
        text("aws.access.key.id", "", "Access key.", same()),
        secret("aws.secret.access.key", "Secret of the access key."),
        text("s3.ssea.name", "", "Encryption at rest.", same()),
        secret("s3.sse.customer.key", "Key of one's own for encryption."),
        text("s3.sse.kms.key.id", "", "Key for encryption in the key service.", same()),
        text("s3.acl.canned", "", "Canned access list.", same()),
        flag(
            "s3.wan.mode",
            "false",
            "Whether uploads are accelerated.",
            only(
                "false",
                "accelerated uploads are not offered; set store.url to the accelerated endpoint if it is needed")),
        number("s3.part.retries", "3", "Tries for a part of an upload.", same()),
        number(
            "s3.retry.backoff.ms",
            "200",
            "Wait before a part is tried again, in milliseconds.",
            same()),
        text("s3.proxy.url", "", "Proxy on the way to S3.", same()),
        text("s3.proxy.user", "", "User of the proxy.", same()),
        secret("s3.proxy.password", "Password for the proxy."),
        text("store.url", "", "A service that speaks S3.", ConfluentS3::url),
        flag(
            "s3.path.style.access.enabled",
            "true",
            "Whether the bucket is part of the path.",
            same()),
        flag(
            "s3.http.send.expect.continue",
            "true",
            "Whether uploads wait for leave to begin.",
            noted("left to the client library")),
        flag(
            "s3.send.digest",
            "false",
            "Whether parts carry an MD5 sum.",
            noted("every part carries a CRC32 sum, which S3 checks")),
        flag(
            "s3.elastic.buffer.enable",
            "false",
            "Whether buffers grow as needed.",
            noted("buffers always grow as needed")),
        number(
            "s3.elastic.buffer.init.capacity",
            "131072",
            "First size of a buffer that grows.",
            noted("buffers start at 16 KiB")),
        flag(
            "enable.conditional.writes",
            "true",
            "Whether no object is written over in scheduled rotation.",
            noted(
                "every commit is one conditional write of a manifest; no object is written over")),
        number(
            "max.files.scan.limit",
            "100",
            "Names tried after one is taken.",
            noted("names are never taken here")),
        number(
            "partitioner.max.open.files",
            "-1",
            "Most open files of a Kafka partition.",
            only(
                "-1",
                "the number of open files is bounded by memory alone (memory). Leave it out")),
        new PeerProperty(NULLS, ConfluentS3::nulls),
        new PeerProperty(REPORT_NULLS, readWith(NULLS)),
        text(
            "tombstone.encoded.partition",
            "tombstone",
            "Directory of records without a value.",
            readWith(NULLS)),
        new PeerProperty(
            Setting.of(
                "s3.schema.partition.affix.type",
                Kinds.word("NONE", "SUFFIX", "PREFIX"),
                "NONE",
                "Whether the schema's name is a directory.",
                "NONE"),
            only(
                "NONE",
                "the schema's name does not become a directory here; partition by a field that tells the kind of record")));
  }

  private static List<PeerProperty> keysAndHeaders() {
    Rule unused = noted("has no effect without store.kafka.keys and store.kafka.headers");
    String avro = CLASSES + "format.avro.AvroFormat";
    return List.of(
        flag(
            "store.kafka.keys",
            "false",
            "Whether keys go into files of their own.",
            only("false", NO_KEY_FILES)),
        flag(
            "store.kafka.headers",
            "false",
            "Whether headers go into files of their own.",
            only("false", NO_KEY_FILES)),
        text("keys.format.class", avro, "Format of the files of keys.", unused),
        text("headers.format.class", avro, "Format of the files of headers.", unused));
  }

  private static void location(Setting<?> setting, Translation to) {
    String folder = to.text(Storage.TOPICS_DIR).strip();
    to.set("location", "s3://" + to.text(setting) + (folder.isEmpty() ? "" : "/" + folder));
    to.kept(setting, "becomes part of location");
  }

  /** There the scheme may be left out. */
  private static void url(Setting<?> setting, Translation to) {
    if (!to.text(setting).isEmpty()) {
      String url = to.text(setting);
      to.set("store.url", url.contains("://") ? url : "https://" + url);
      to.kept(setting, "the same here");
    } else if (to.isGiven(setting)) {
      to.kept(setting, "empty, as without it");
    }
  }

  private static void provider(Setting<?> setting, Translation to) {
    String name = to.text(setting);
    boolean role = name.endsWith(".AwsAssumeRoleCredentialsProvider");
    boolean usual =
        name.endsWith(".DefaultCredentialsProvider")
            || name.endsWith(".DefaultAWSCredentialsProviderChain");
    if (!role && !usual) {
      to.refused(
          setting,
          name
              + " is code of your own, which is not run here. Leave it out: credentials come from the environment, the profile, the pod or the machine, or from aws.access.key.id");
    } else if (to.isGiven(setting)) {
      to.kept(
          setting,
          role
              ? "a role is assumed where s3.credentials.provider.sts.role.arn is set"
              : "as it is here");
    }
  }

  private static void nulls(Setting<?> setting, Translation to) {
    switch (to.value(NULLS)) {
      case "write" ->
          to.refused(
              setting,
              "write needs files of keys, which are not written here; format raw keeps whole records, those without a value included");
      case "ignore" -> {
        to.set("null.values", to.value(REPORT_NULLS) ? "reject" : "drop");
        to.kept(
            setting,
            to.value(REPORT_NULLS)
                ? "they go to the dead letters"
                : "they are dropped, and counted as rejects");
      }
      default -> {
        to.set("null.values", "reject");
        if (to.isGiven(setting)) {
          to.noted(setting, "they go to the dead letters; where there are none, the task fails");
        }
      }
    }
  }

  private static PeerProperty text(String name, String fallback, String doc, Rule rule) {
    return new PeerProperty(Setting.of(name, Kind.TEXT, fallback, doc, fallback), rule);
  }

  private static PeerProperty secret(String name, String doc) {
    return new PeerProperty(
        Setting.optional(name, Kind.TEXT, doc, "${env:SECRET}").masked(), same());
  }

  private static PeerProperty flag(String name, String fallback, String doc, Rule rule) {
    return new PeerProperty(Setting.of(name, Kind.FLAG, fallback, doc, fallback), rule);
  }

  private static PeerProperty number(String name, String fallback, String doc, Rule rule) {
    return new PeerProperty(Setting.of(name, Kinds.NUMBER, fallback, doc, fallback), rule);
  }
}
