// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

/**
 * What a contract says of a table as a whole, and how that is now.
 *
 * @param objective as the contract calls it
 * @param least smallest figure that meets it
 * @param most greatest figure that meets it
 * @param now the figure: milliseconds, or rows
 */
public record ObjectiveStatus(String objective, long least, long most, long now, boolean met) {}
