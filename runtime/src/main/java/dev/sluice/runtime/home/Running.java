// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.home;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;

/**
 * A process that works on a home folder.
 *
 * @param control its HTTP address
 * @param bootstrapServers the Kafka it uses
 * @param pipeline name of its pipeline
 */
public record Running(long pid, URI control, String bootstrapServers, String pipeline) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + this, e);
    }
  }

  static Running fromJson(String text) throws JsonProcessingException {
    return JSON.readValue(text, Running.class);
  }
}
