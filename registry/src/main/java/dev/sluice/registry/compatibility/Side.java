// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility;

/**
 * One of the two schemas of a comparison.
 *
 * @param name what messages call it: {@code new} or {@code old}
 */
public record Side(Definition schema, String name) {}
