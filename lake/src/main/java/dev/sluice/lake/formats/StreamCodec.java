// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Codecs of files that are compressed as a whole, from the first byte to the last. */
public enum StreamCodec {
  NONE(""),
  GZIP(".gz"),
  ZSTD(".zst");

  private static final int BUFFER = 64 << 10;

  private final String suffix;

  StreamCodec(String suffix) {
    this.suffix = suffix;
  }

  /**
   * The codec of that name.
   *
   * @throws IllegalArgumentException if it is no codec of whole files
   */
  public static StreamCodec of(Codec codec) {
    return valueOf(codec.name());
  }

  /** The codec that a file's name tells. */
  public static StreamCodec ofFile(String name) {
    return Arrays.stream(values())
        .filter(codec -> codec != NONE && name.endsWith(codec.suffix))
        .findFirst()
        .orElse(NONE);
  }

  /** What file names end in, after the format's own ending. */
  public String suffix() {
    return suffix;
  }

  /** A stream of what {@code in} holds, which it closes. */
  public InputStream over(InputStream in) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> new GZIPInputStream(in, BUFFER);
      case ZSTD -> new ZstdInputStream(in);
    };
  }
}
