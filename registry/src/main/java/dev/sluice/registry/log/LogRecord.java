// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.log;

import java.nio.charset.StandardCharsets;

/**
 * A record of the topic as text.
 *
 * @param value null for a tombstone
 */
record LogRecord(String key, String value) {

  byte[] keyBytes() {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  byte[] valueBytes() {
    return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
  }
}
