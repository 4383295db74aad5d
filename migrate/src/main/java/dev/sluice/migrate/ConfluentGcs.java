// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.PeerProperty.number;
import static dev.sluice.migrate.PeerProperty.secret;
import static dev.sluice.migrate.PeerProperty.text;
import static dev.sluice.migrate.Rule.same;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.migrate.Peer.PeerGroup;
import dev.sluice.migrate.Storage.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Confluent's sink for Google Cloud Storage, as its public documentation describes it. */
public final class ConfluentGcs {
  private static final String CLASSES = "io.confluent.connect.gcs.";
  private static final String USUAL_PROVIDER = "com.google.api.gax.core.GoogleCredentialsProvider";

  private static final Setting<String> BUCKET =
      Setting.required("gcs.bucket.name", Kind.TEXT, "The bucket.", "lake");
  private static final FileFormats FORMATS = new FileFormats(List.of(CLASSES), "gcs.compression");

  /** The connector. */
  public static final Peer PEER =
      new Peer(
          "the GCS sink",
          "dev.sluice.connect.lake.GcsSinkConnector",
          CLASSES + "GcsSinkConnector",
          List.of(
              new PeerGroup(
                  "Connector",
                  "Formats of files, and when they are closed.",
                  Stream.of(FORMATS.properties(), Storage.rotation(), Worker.properties())
                      .flatMap(List::stream)
                      .toList()),
              new PeerGroup(
                  "GCS",
                  "The bucket and the way to it.",
                  Stream.of(bucket(), Requests.proxy("gcs"), NullValues.properties())
                      .flatMap(List::stream)
                      .toList()),
              Storage.places(
                  CLASSES + "storage.GcsStorage",
                  CLASSES,
                  Place.in(to -> "gs://" + to.text(BUCKET))),
              new Partitioners(Optional.empty()).group(),
              Storage.hive(),
              Storage.older()));

  private ConfluentGcs() {}

  private static List<PeerProperty> bucket() {
    return List.of(
        new PeerProperty(BUCKET, (setting, to) -> to.kept(setting, "becomes part of location")),
        text("gcs.credentials.path", "", "File with credentials.", same()),
        secret("gcs.credentials.json", "Credentials themselves.", same()),
        text(
            "gcs.credentials.provider.class",
            USUAL_PROVIDER,
            "Where credentials come from.",
            Rule.only(
                USUAL_PROVIDER,
                "names code of your own, which is not run here. Leave it out: credentials come from"
                    + " gcs.credentials.path or gcs.credentials.json, the environment, the machine or the pod")),
        Requests.partSize("gcs.part.size"),
        number("gcs.part.retries", "3", "Tries for a part of an upload.", same()),
        number(
            "gcs.retry.backoff.ms",
            "200",
            "Wait before a part is tried again, in milliseconds.",
            same()));
  }
}
