// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.schema.Conflicts;
import dev.sluice.lake.files.Naming;
import dev.sluice.lake.partition.TablePartitions;
import java.time.Duration;

/**
 * A table to be filled.
 *
 * @param location a folder's path or the address of a store
 * @param pipeline name under which manifests are kept
 * @param naming of its files
 * @param conflicts what becomes of values that the table's columns do not hold
 * @param snapshotsKept age after which a snapshot goes; its rows stay
 */
public record TablePlan(
    String location,
    String pipeline,
    Naming naming,
    TablePartitions partitions,
    Conflicts conflicts,
    Duration snapshotsKept) {}
