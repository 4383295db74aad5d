// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static dev.sluice.lake.formats.Codec.BZIP2;
import static dev.sluice.lake.formats.Codec.DEFLATE;
import static dev.sluice.lake.formats.Codec.GZIP;
import static dev.sluice.lake.formats.Codec.LZ4;
import static dev.sluice.lake.formats.Codec.LZ4_RAW;
import static dev.sluice.lake.formats.Codec.NONE;
import static dev.sluice.lake.formats.Codec.SNAPPY;
import static dev.sluice.lake.formats.Codec.ZLIB;
import static dev.sluice.lake.formats.Codec.ZSTD;

import java.util.List;
import org.apache.iceberg.types.Type;

/** File formats, and what each of them can do. */
public enum Format {
  PARQUET,
  AVRO,
  ORC,
  JSON,
  CSV,
  BYTES,
  RAW;

  /** The codecs its files may have. */
  public List<Codec> codecs() {
    return switch (this) {
      case PARQUET, RAW -> List.of(ZSTD, SNAPPY, GZIP, LZ4_RAW, NONE);
      case ORC -> List.of(ZSTD, SNAPPY, ZLIB, LZ4, NONE);
      case AVRO -> List.of(ZSTD, SNAPPY, DEFLATE, BZIP2, NONE);
      case JSON, CSV, BYTES -> List.of(ZSTD, GZIP, NONE);
    };
  }

  /** Whether a column of its files can be of a type. */
  public boolean holds(Type.TypeID type) {
    return switch (this) {
      case PARQUET, AVRO, ORC, JSON, CSV ->
          switch (type) {
            case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN -> false;
            default -> true;
          };
      case BYTES -> type == Type.TypeID.STRING || type == Type.TypeID.BINARY;
      // whole records, whatever is in them
      case RAW -> false;
    };
  }
}
