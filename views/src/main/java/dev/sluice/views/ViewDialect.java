// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

/** Databases that views are kept in. */
public enum ViewDialect {
  DUCKDB,
  POSTGRES
}
