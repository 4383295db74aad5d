// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.PeerProperty.flag;
import static dev.sluice.migrate.PeerProperty.number;
import static dev.sluice.migrate.PeerProperty.secret;
import static dev.sluice.migrate.PeerProperty.text;
import static dev.sluice.migrate.Rule.noted;
import static dev.sluice.migrate.Rule.readWith;
import static dev.sluice.migrate.Rule.same;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.migrate.Peer.PeerGroup;
import dev.sluice.migrate.Storage.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Confluent's sink for S3, as its public documentation describes it. */
public final class ConfluentS3 {
  private static final String CLASSES = "io.confluent.connect.s3.";

  private static final Setting<String> BUCKET =
      Setting.required("s3.bucket.name", Kind.TEXT, "The bucket.", "lake");
  private static final Setting<String> AFFIX =
      Setting.of(
          "s3.schema.partition.affix.type",
          Kinds.word("NONE", "SUFFIX", "PREFIX"),
          "NONE",
          "Whether the schema's name is a directory, behind or before those of the partitioner.",
          "SUFFIX");
  private static final Setting<Boolean> TAGGING =
      Setting.of(
          "s3.object.tagging",
          Kind.FLAG,
          "false",
          "Whether objects get tags with their offsets and records.",
          "true");
  private static final FileFormats FORMATS = new FileFormats(List.of(CLASSES), "s3.compression");

  /** The connector. */
  public static final Peer PEER =
      new Peer(
          "the S3 sink",
          "dev.sluice.connect.lake.S3SinkConnector",
          CLASSES + "S3SinkConnector",
          List.of(
              new PeerGroup(
                  "Connector",
                  "Formats of files, and when they are closed.",
                  Stream.of(FORMATS.properties(), Storage.rotation(), Worker.properties())
                      .flatMap(List::stream)
                      .toList()),
              new PeerGroup(
                  "S3",
                  "The bucket and the way to it.",
                  Stream.of(
                          objects(),
                          S3Credentials.properties(),
                          requests(),
                          Requests.proxy("s3"),
                          buffersAndNames(),
                          NullValues.withTombstones())
                      .flatMap(List::stream)
                      .toList()),
              new KeysAndHeaders(FORMATS, CLASSES).group(),
              Storage.places(
                  CLASSES + "storage.S3Storage",
                  CLASSES,
                  Place.in(to -> "s3://" + to.text(BUCKET))),
              new Partitioners(Optional.of(AFFIX)).group(),
              Storage.hive(),
              Storage.older()));

  private ConfluentS3() {}

  private static List<PeerProperty> objects() {
    return List.of(
        new PeerProperty(BUCKET, (setting, to) -> to.kept(setting, "becomes part of location")),
        text("s3.region", "us-west-2", "The bucket's region.", same()),
        new PeerProperty(TAGGING, same()),
        text("s3.object.tagging.key.value.pairs", "", "More tags.", ConfluentS3::tags),
        new PeerProperty(
            Setting.of(
                "s3.object.behavior.on.tagging.error",
                Kinds.word("ignore", "fail"),
                "ignore",
                "What to do if tags cannot be set.",
                "fail"),
            same()),
        text("s3.acl.canned", "", "Canned access list.", same()),
        text("s3.ssea.name", "", "Encryption at rest.", same()),
        secret("s3.sse.customer.key", "Key of one's own for encryption.", same()),
        text("s3.sse.kms.key.id", "", "Key for encryption in the key service.", same()));
  }

  /** There they are part of tagging. */
  private static void tags(Setting<?> setting, Translation to) {
    if (to.value(TAGGING)) {
      same().apply(setting, to);
    } else if (to.isGiven(setting)) {
      to.noted(setting, "has no effect without s3.object.tagging, there as here");
    }
  }

  private static List<PeerProperty> requests() {
    return List.of(
        text("store.url", "", "A service that speaks S3.", ConfluentS3::url),
        flag(
            "s3.path.style.access.enabled",
            "true",
            "Whether the bucket is part of the path.",
            same()),
        flag("s3.wan.mode", "false", "Whether uploads are accelerated.", ConfluentS3::wan),
        Requests.partSize("s3.part.size"),
        number("s3.part.retries", "3", "Tries for a part of an upload.", same()),
        number(
            "s3.retry.backoff.ms",
            "200",
            "Wait before a part is tried again, in milliseconds.",
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
            noted("every part carries a CRC32 sum, which S3 checks")));
  }

  private static void wan(Setting<?> setting, Translation to) {
    boolean path = to.flag("s3.path.style.access.enabled", true);
    if (to.text(setting).equalsIgnoreCase("true") && path) {
      to.refused(
          setting,
          "goes with s3.path.style.access.enabled=false only, there as here; set that too");
    } else {
      same().apply(setting, to);
    }
  }

  private static List<PeerProperty> buffersAndNames() {
    return List.of(
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
            "Most open files of a Kafka partition; -1 for no bound.",
            ConfluentS3::openFiles),
        number(
            "test.s3.part.size",
            "-1",
            "Of the connector's own tests.",
            Rule.leftOver("is for the connector's own tests, and has no effect")),
        new PeerProperty(AFFIX, readWith(Partitioners.PARTITIONER)));
  }

  private static void openFiles(Setting<?> setting, Translation to) {
    long most = Long.parseLong(to.text(setting).trim());
    if (most > 0) {
      to.set("rotate.files", Long.toString(most));
    }
    if (to.isGiven(setting)) {
      to.kept(setting, most > 0 ? "becomes rotate.files" : "no bound but memory");
    }
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
}
