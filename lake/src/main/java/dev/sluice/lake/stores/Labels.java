// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

/**
 * What a data file says of itself, for stores that can write it on the outside.
 *
 * @param firstOffset Kafka's offset of its first row
 * @param lastOffset of its last row
 */
public record Labels(long firstOffset, long lastOffset, long rows) {}
