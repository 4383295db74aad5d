// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

/**
 * A table that a view's rows come from.
 *
 * @param table its name as written
 * @param alias what its columns may be qualified with
 * @param optional whether a row of the others stays without one of this: the right of a LEFT JOIN
 */
record Relation(String table, String alias, boolean optional) {}
