// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

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

  /** What file names end in, after the format's own ending. */
  public String suffix() {
    return suffix;
  }

  /** A stream that compresses into {@code out}, and closes it. */
  public OutputStream over(OutputStream out) throws IOException {
    return switch (this) {
      case NONE -> out;
      case GZIP -> new GZIPOutputStream(out, BUFFER);
      case ZSTD -> new ZstdOutputStream(out);
    };
  }
}
