// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.decoders.Rows;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Rows of JSON values. */
final class Objects {
  private Objects() {}

  /** Values whose single quotes stand for double ones. */
  static Rows of(String... values) {
    return of(Arrays.stream(values).map(Objects::bytes).toList());
  }

  static Rows of(List<byte[]> values) {
    return Rows.of(new JsonFormat(), values);
  }

  static byte[] bytes(String value) {
    return value.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
