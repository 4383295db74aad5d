// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import dev.sluice.lake.stores.Location;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A staged file's blocks: with them it is found again.
 *
 * @param count how many there are
 * @param marker the place that tells of them; no other file was ever staged under its name
 */
record StagedBlocks(int count, Location marker) {
  private static final char BETWEEN = ':';

  static StagedBlocks of(String token) {
    int at = token.indexOf(BETWEEN);
    return new StagedBlocks(
        Integer.parseInt(token.substring(0, at)), new Location(token.substring(at + 1)));
  }

  /**
   * Id of a block. It begins with the marker's digest, so that files staged for the same target do
   * not mix, and all ids are of one length, as Azure wants them.
   *
   * @param number from 1
   */
  static String id(Location marker, int number) {
    UUID digest = UUID.nameUUIDFromBytes(marker.path().getBytes(StandardCharsets.UTF_8));
    ByteBuffer id =
        ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
            .putLong(digest.getMostSignificantBits())
            .putLong(digest.getLeastSignificantBits())
            .putInt(number);
    return Base64.getEncoder().encodeToString(id.array());
  }

  /** The ids in the file's order. */
  List<String> ids() {
    return IntStream.rangeClosed(1, count).mapToObj(number -> id(marker, number)).toList();
  }

  /** The token. */
  @Override
  public String toString() {
    return Integer.toString(count) + BETWEEN + marker.path();
  }
}
