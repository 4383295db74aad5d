// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * How whole files are compressed.
 *
 * @param level one of the codec's; without meaning for a codec that has none
 */
public record StreamCompression(StreamCodec codec, int level) {
  public StreamCompression(StreamCodec codec) {
    this(codec, Codec.valueOf(codec.name()).usualLevel());
  }

  /** What file names end in, after the format's own ending. */
  public String suffix() {
    return codec.suffix();
  }

  /** A stream that compresses into {@code out}, and closes it. */
  public OutputStream over(OutputStream out) throws IOException {
    return switch (codec) {
      case NONE -> out;
      case GZIP -> new Gzip(out, level);
      case ZSTD -> new ZstdOutputStream(out, level);
    };
  }

  /** The JDK's stream takes no level, but what it is made of does. */
  private static final class Gzip extends GZIPOutputStream {
    private static final int BUFFER = 64 << 10;

    Gzip(OutputStream out, int level) throws IOException {
      super(out, BUFFER);
      def.setLevel(level);
    }
  }
}
