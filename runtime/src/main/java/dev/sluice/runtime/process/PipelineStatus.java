// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import java.util.List;

/**
 * A pipeline as one process sees it.
 *
 * @param records records in the pipeline's topics: the sum of their end offsets
 */
public record PipelineStatus(
    String pipeline,
    String bootstrapServers,
    String schemaRegistry,
    String connect,
    String deadLetters,
    long records,
    List<TableStatus> tables) {
  public PipelineStatus {
    tables = List.copyOf(tables);
  }
}
