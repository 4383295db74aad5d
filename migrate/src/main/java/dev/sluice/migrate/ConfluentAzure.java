// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.PeerProperty.number;
import static dev.sluice.migrate.Rule.noted;
import static dev.sluice.migrate.Rule.same;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.migrate.Peer.PeerGroup;
import dev.sluice.migrate.Storage.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What Confluent's two sinks for Azure have in common. */
final class ConfluentAzure {
  static final String CLASSES = "io.confluent.connect.azure.";

  private ConfluentAzure() {}

  /**
   * All groups of a sink.
   *
   * @param packages of its formats, and of those that are as good
   * @param own its own properties
   * @param storageClass its own
   * @param place where its folders are
   */
  static List<PeerGroup> groups(
      List<String> packages, List<PeerProperty> own, String storageClass, Place place) {
    FileFormats formats = new FileFormats(packages, "az.compression");
    return List.of(
        new PeerGroup(
            "Connector",
            "Formats of files, and when they are closed.",
            Stream.of(formats.properties(), Storage.rotation(), Worker.properties())
                .flatMap(List::stream)
                .toList()),
        new PeerGroup(
            "Azure",
            "The container and the way to it.",
            Stream.of(own, NullValues.properties()).flatMap(List::stream).toList()),
        Storage.places(storageClass, CLASSES, place),
        new Partitioners(Optional.empty()).group(),
        Storage.hive(),
        Storage.older());
  }

  /** Blocks and tries, under the names of the Blob sink. */
  static List<PeerProperty> requests() {
    return Stream.of(
            List.of(
                Requests.partSize("azblob.block.size"),
                new PeerProperty(
                    Setting.of(
                        "azblob.retry.type",
                        Kinds.word("EXPONENTIAL", "FIXED"),
                        "EXPONENTIAL",
                        "How waits between tries grow.",
                        "FIXED"),
                    noted("waits grow with every try, at random")),
                number("azblob.retry.retries", "3", "Tries after the first.", same()),
                number(
                    "azblob.retry.backoff.ms",
                    "4000",
                    "Wait before the first of them, in milliseconds.",
                    same()),
                number(
                    "azblob.retry.max.backoff.ms",
                    "120000",
                    "Longest wait between tries.",
                    noted("azblob.request.timeout bounds all tries of a request together")),
                number(
                    "azblob.connection.timeout.ms",
                    "30000",
                    "Longest time of one try.",
                    noted(
                        "a try ends after 30 s without a byte, and azblob.request.timeout bounds all tries of a"
                            + " request together"))),
            Requests.proxy("azblob"))
        .flatMap(List::stream)
        .toList();
  }

  static Setting<String> account(String name) {
    return Setting.required(name, Kind.TEXT, "The storage account.", "mylake");
  }

  static Rule partOfLocation() {
    return (setting, to) -> {
      if (to.isGiven(setting)) {
        to.kept(setting, "becomes part of location");
      }
    };
  }
}
