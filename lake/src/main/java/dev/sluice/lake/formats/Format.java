// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

/** File formats. */
public enum Format {
  PARQUET,
  JSON
}
