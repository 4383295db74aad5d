// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.StreamCodec;
import dev.sluice.lake.formats.StreamCompression;
import io.airlift.compress.lz4.Lz4Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * The codecs of Parquet files, without the Hadoop classes that parquet-java's own factory needs.
 */
public enum ParquetCodec {
  ZSTD(CompressionCodecName.ZSTD, ".zstd"),
  SNAPPY(CompressionCodecName.SNAPPY, ".snappy"),
  GZIP(CompressionCodecName.GZIP, ".gz"),
  LZ4_RAW(CompressionCodecName.LZ4_RAW, ".lz4raw"),
  NONE(CompressionCodecName.UNCOMPRESSED, "");

  private final CompressionCodecName name;
  private final String suffix;

  ParquetCodec(CompressionCodecName name, String suffix) {
    this.name = name;
    this.suffix = suffix;
  }

  /**
   * The codec of that name.
   *
   * @throws IllegalArgumentException if Parquet files do not have it
   */
  public static ParquetCodec of(Codec codec) {
    return valueOf(codec.name());
  }

  /** What goes before {@code .parquet} in file names. */
  public String suffix() {
    return suffix;
  }

  /**
   * A compressor of a level for one writer; not thread-safe. What it answers holds until it is
   * asked again.
   */
  BytesInputCompressor newCompressor(int level) {
    return switch (this) {
      case ZSTD -> new ZstdCompressor(level);
      case SNAPPY -> new Compressor(name, Snappy::compress);
      case GZIP -> new Compressor(name, bytes -> gzip(bytes, level));
      case LZ4_RAW -> new Compressor(name, ParquetCodec::lz4);
      case NONE -> new Compressor(name, bytes -> bytes);
    };
  }

  private interface Compression {
    byte[] apply(byte[] bytes) throws IOException;
  }

  private static byte[] gzip(byte[] bytes, int level) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 64);
    try (OutputStream gzip = new StreamCompression(StreamCodec.GZIP, level).over(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] lz4(byte[] bytes) {
    Lz4Compressor compressor = new Lz4Compressor();
    byte[] out = new byte[compressor.maxCompressedLength(bytes.length)];
    return Arrays.copyOf(out, compressor.compress(bytes, 0, bytes.length, out, 0, out.length));
  }

  /** Compresses one page at a time. */
  private record Compressor(CompressionCodecName codec, Compression compression)
      implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      ByteArrayOutputStream page = new ByteArrayOutputStream(Math.toIntExact(bytes.size()));
      bytes.writeAllTo(page);
      return BytesInput.from(compression.apply(page.toByteArray()));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return codec;
    }

    @Override
    public void release() {}
  }

  /** The same for the usual codec, with a context and a buffer for all pages. */
  private static final class ZstdCompressor implements BytesInputCompressor {
    /** For a writer that fails and is dropped: the context's memory is not the collector's. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private final Cleaner.Cleanable cleanable = CLEANER.register(this, context::close);
    private byte[] out = new byte[0];

    ZstdCompressor(int level) {
      context.setLevel(level);
    }

    @Override
    public BytesInput compress(BytesInput bytes) {
      ByteBuffer page = bytes.toByteBuffer(new HeapByteBufferAllocator(), released -> {});
      int most = Math.toIntExact(Zstd.compressBound(page.remaining()));
      if (out.length < most) {
        out = new byte[most];
      }
      int length =
          context.compressByteArray(
              out,
              0,
              out.length,
              page.array(),
              page.arrayOffset() + page.position(),
              page.remaining());
      return BytesInput.from(out, 0, length);
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
      cleanable.clean();
    }
  }
}
