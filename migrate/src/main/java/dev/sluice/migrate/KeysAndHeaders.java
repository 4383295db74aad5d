// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.Rule.readWith;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.migrate.Peer.PeerGroup;
import java.util.List;

/** Files of keys and headers beside those of the values. */
final class KeysAndHeaders {
  static final Setting<Boolean> STORE_KEYS =
      Setting.of(
          "store.kafka.keys",
          Kind.FLAG,
          "false",
          "Whether keys go into files of their own.",
          "true");
  private static final Setting<Boolean> STORE_HEADERS =
      Setting.of(
          "store.kafka.headers",
          Kind.FLAG,
          "false",
          "Whether headers go into files of their own.",
          "true");

  private final FileFormats formats;
  private final Setting<String> keysFormat;
  private final Setting<String> headersFormat;

  /**
   * @param classes the package of the connector's classes, with a dot at its end
   */
  KeysAndHeaders(FileFormats formats, String classes) {
    this.formats = formats;
    String avro = classes + "format.avro.AvroFormat";
    keysFormat =
        Setting.of("keys.format.class", Kind.TEXT, avro, "Format of the files of keys.", avro);
    headersFormat =
        Setting.of(
            "headers.format.class", Kind.TEXT, avro, "Format of the files of headers.", avro);
  }

  PeerGroup group() {
    return new PeerGroup(
        "Keys and headers",
        "Files of keys and headers, which become visible together with those of the values.",
        List.of(
            new PeerProperty(
                STORE_KEYS, (setting, to) -> apply(STORE_KEYS, keysFormat, "keys", to)),
            new PeerProperty(
                STORE_HEADERS, (setting, to) -> apply(STORE_HEADERS, headersFormat, "headers", to)),
            new PeerProperty(keysFormat, readWith(STORE_KEYS)),
            new PeerProperty(headersFormat, readWith(STORE_HEADERS))));
  }

  private void apply(
      Setting<Boolean> wanted, Setting<String> formatClass, String name, Translation to) {
    if (to.value(wanted)) {
      files(wanted, formatClass, name, to);
    } else if (to.isGiven(wanted)) {
      to.kept(wanted, "there are none, as without it");
    }
  }

  private void files(
      Setting<Boolean> wanted, Setting<String> formatClass, String name, Translation to) {
    String format = formats.named(to.text(formatClass));
    if (format.isEmpty() || (format.equals("bytes") && name.equals("headers"))) {
      to.refused(
          formatClass, to.text(formatClass) + " is not a format that " + name + " are written in");
      return;
    }
    to.set(name + ".format", format);
    formats.compress(formatClass, format, name + ".compression", to);
    to.kept(
        wanted, "becomes " + name + ".format = " + format + "; visible with the values, or not");
  }
}
