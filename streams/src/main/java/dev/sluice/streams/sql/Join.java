// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.sql;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A table that a stream's rows are looked up in.
 *
 * @param table its topic, as written
 * @param alias what its columns may be qualified with
 * @param outer whether rows without a match stay, with nulls
 * @param key what is looked up, of the stream's columns
 * @param column the table's column that it equals
 */
public record Join(String table, String alias, boolean outer, JsonNode key, JsonNode column) {}
