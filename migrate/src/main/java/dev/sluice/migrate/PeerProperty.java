// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;

/**
 * A property of another connector.
 *
 * @param setting its name, kind, default and meaning there
 * @param rule what becomes of it here
 */
record PeerProperty(Setting<?> setting, Rule rule) {
  static PeerProperty text(String name, String fallback, String doc, Rule rule) {
    return new PeerProperty(Setting.of(name, Kind.TEXT, fallback, doc, fallback), rule);
  }

  /** A text that is never shown. */
  static PeerProperty secret(String name, String doc, Rule rule) {
    return new PeerProperty(Setting.optional(name, Kind.TEXT, doc, "${env:SECRET}").masked(), rule);
  }

  static PeerProperty flag(String name, String fallback, String doc, Rule rule) {
    return new PeerProperty(Setting.of(name, Kind.FLAG, fallback, doc, fallback), rule);
  }

  static PeerProperty number(String name, String fallback, String doc, Rule rule) {
    return new PeerProperty(Setting.of(name, Kinds.NUMBER, fallback, doc, fallback), rule);
  }
}
