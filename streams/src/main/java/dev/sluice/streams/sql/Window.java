// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.sql;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The window that one of a view's group keys is.
 *
 * @param item the key's index in the SELECT list
 * @param call the function call that makes it
 * @param time the event time in it
 */
public record Window(Kind kind, int item, JsonNode call, JsonNode time) {
  /** Kinds of windows. */
  public enum Kind {
    /** date_trunc, time_bucket, or a time cast to a date: each row is in one. */
    TUMBLING,
    /** hop: each row is in several. */
    HOPPING,
    /** session: as long as rows come without a gap. */
    SESSION
  }
}
