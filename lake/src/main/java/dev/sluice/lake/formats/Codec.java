// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

/** How files, or their pages and blocks, are compressed; not every format has every codec. */
public enum Codec {
  ZSTD,
  SNAPPY,
  GZIP,
  LZ4_RAW,
  DEFLATE,
  BZIP2,
  NONE
}
