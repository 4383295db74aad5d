// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

/** A file that readers of a store find, and its size. */
public record StoredFile(Location at, long bytes) {}
