// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

/**
 * Something staged that nobody has published.
 *
 * @param target where readers would find it; where it waits, if the store cannot tell
 * @param token what {@link Store#drop} needs, beside the target, to remove it
 */
public record Leftover(Location target, String token) {}
