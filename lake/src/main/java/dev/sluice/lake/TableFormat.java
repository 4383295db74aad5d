// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake;

/** What the files of a lake table are to their readers. */
public enum TableFormat {
  /** All files in a folder. */
  FILES,
  /** What the metadata of a table of Apache Iceberg lists. */
  ICEBERG
}
