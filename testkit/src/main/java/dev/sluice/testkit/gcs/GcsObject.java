// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.gcs;

import java.util.Map;

/**
 * An object with everything that a request may ask for.
 *
 * @param generation changes whenever the content does
 * @param attributes what was sent about it, as a JSON object: storage class, metadata and so on
 */
record GcsObject(
    String bucket, String name, long generation, byte[] content, Map<String, Object> attributes) {
  GcsObject {
    attributes = Map.copyOf(attributes);
  }
}
