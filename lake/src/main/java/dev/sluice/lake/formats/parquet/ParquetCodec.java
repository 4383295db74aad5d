// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.sluice.lake.formats.Codec;
import io.airlift.compress.lz4.Lz4Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
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

  private static final int ZSTD_LEVEL = 3;

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

  /** A compressor for one writer; not thread-safe. */
  BytesInputCompressor newCompressor() {
    return switch (this) {
      case ZSTD -> new Compressor(name, zstd());
      case SNAPPY -> new Compressor(name, Snappy::compress);
      case GZIP -> new Compressor(name, ParquetCodec::gzip);
      case LZ4_RAW -> new Compressor(name, ParquetCodec::lz4);
      case NONE -> new Compressor(name, bytes -> bytes);
    };
  }

  private interface Compression {
    byte[] apply(byte[] bytes) throws IOException;
  }

  private static Compression zstd() {
    return bytes -> {
      try (ZstdCompressCtx context = new ZstdCompressCtx()) {
        return context.setLevel(ZSTD_LEVEL).compress(bytes);
      }
    };
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] lz4(byte[] bytes) {
    Lz4Compressor compressor = new Lz4Compressor();
    byte[] out = new byte[compressor.maxCompressedLength(bytes.length)];
    int length = compressor.compress(bytes, 0, bytes.length, out, 0, out.length);
    return java.util.Arrays.copyOf(out, length);
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
}
