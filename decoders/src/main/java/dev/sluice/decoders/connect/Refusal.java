// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * What is kept of a value that contradicts its schema.
 *
 * @param reason a sentence
 * @param text the value in Java's words
 */
record Refusal(String reason, String text) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOST = "the value was refused, and the reason is not readable";

  byte[] kept() {
    try {
      byte[] json = JSON.writeValueAsBytes(this);
      byte[] bytes = new byte[1 + json.length];
      bytes[0] = Kept.REFUSED.mark();
      System.arraycopy(json, 0, bytes, 1, json.length);
      return bytes;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Refusal of(byte[] bytes) {
    try {
      return JSON.readValue(bytes, 1, bytes.length - 1, Refusal.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String reason(byte[] bytes) throws MalformedException {
    try {
      String reason = of(bytes).reason;
      return reason == null || reason.isBlank() ? LOST : reason;
    } catch (UncheckedIOException e) {
      throw new MalformedException(LOST, e);
    }
  }

  /**
   * @throws MalformedException with the reason if the value is a refused one
   */
  static void check(byte[] bytes, int from, int length) throws MalformedException {
    if (Kept.of(bytes, from, length) == Kept.REFUSED) {
      throw new MalformedException(reason(Arrays.copyOfRange(bytes, from, from + length)));
    }
  }
}
