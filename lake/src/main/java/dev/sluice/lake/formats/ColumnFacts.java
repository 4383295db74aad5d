// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a table's metadata says of one column of a file, so that readers can pass the file over.
 *
 * @param bytes that it takes in the file
 * @param values nulls included
 * @param least as Iceberg writes single values; null if not known
 * @param greatest the same
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record ColumnFacts(long bytes, long values, long nulls, byte[] least, byte[] greatest) {}
