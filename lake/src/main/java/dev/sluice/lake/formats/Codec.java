// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import java.util.Optional;

/** How files, or their pages and blocks, are compressed; not every format has every codec. */
public enum Codec {
  ZSTD,
  SNAPPY,
  GZIP,
  LZ4_RAW,
  LZ4,
  ZLIB,
  DEFLATE,
  BZIP2,
  NONE;

  /**
   * Levels that a codec can be asked for; a higher one costs more and gives smaller files.
   *
   * @param usual the one without being asked
   */
  public record Levels(int least, int most, int usual) {}

  /** The codec's levels; empty if it has none to choose from. */
  public Optional<Levels> levels() {
    return switch (this) {
      case ZSTD -> Optional.of(new Levels(1, 22, 3));
      case GZIP, DEFLATE -> Optional.of(new Levels(0, 9, 6));
      case SNAPPY, LZ4_RAW, LZ4, ZLIB, BZIP2, NONE -> Optional.empty();
    };
  }

  /** The level without being asked; 0 for a codec that has none. */
  public int usualLevel() {
    return levels().map(Levels::usual).orElse(0);
  }
}
