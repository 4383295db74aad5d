// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.orc;

import dev.sluice.lake.formats.Codec;
import org.apache.orc.CompressionKind;

/** Codecs of the chunks in ORC files. */
public enum OrcCodec {
  ZSTD(CompressionKind.ZSTD, ".zstd"),
  SNAPPY(CompressionKind.SNAPPY, ".snappy"),
  ZLIB(CompressionKind.ZLIB, ".zlib"),
  LZ4(CompressionKind.LZ4, ".lz4"),
  NONE(CompressionKind.NONE, "");

  private final CompressionKind kind;
  private final String suffix;

  OrcCodec(CompressionKind kind, String suffix) {
    this.kind = kind;
    this.suffix = suffix;
  }

  /**
   * The codec of that name.
   *
   * @throws IllegalArgumentException if ORC files do not have it
   */
  public static OrcCodec of(Codec codec) {
    return valueOf(codec.name());
  }

  /** What goes before {@code .orc} in file names. */
  String suffix() {
    return suffix;
  }

  CompressionKind kind() {
    return kind;
  }
}
