// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.avro;

import dev.sluice.lake.formats.Codec;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;

/** Codecs of the blocks in Avro files. */
public enum AvroCodec {
  ZSTD(DataFileConstants.ZSTANDARD_CODEC),
  SNAPPY(DataFileConstants.SNAPPY_CODEC),
  DEFLATE(DataFileConstants.DEFLATE_CODEC),
  BZIP2(DataFileConstants.BZIP2_CODEC),
  NONE(DataFileConstants.NULL_CODEC);

  private final String name;

  AvroCodec(String name) {
    this.name = name;
  }

  /**
   * The codec of that name.
   *
   * @throws IllegalArgumentException if Avro files do not have it
   */
  public static AvroCodec of(Codec codec) {
    return valueOf(codec.name());
  }

  CodecFactory factory(int level) {
    return switch (this) {
      case ZSTD -> CodecFactory.zstandardCodec(level);
      case DEFLATE -> CodecFactory.deflateCodec(level);
      case SNAPPY, BZIP2, NONE -> CodecFactory.fromString(name);
    };
  }
}
