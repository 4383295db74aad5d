// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.streams.app.EmittedStatus;
import java.util.List;

/**
 * A pipeline as one process sees it.
 *
 * @param records records in the pipeline's topics: the sum of their end offsets
 * @param emitted views that run inside Kafka
 * @param views those that do not follow each commit
 */
public record PipelineStatus(
    String pipeline,
    String bootstrapServers,
    String schemaRegistry,
    String connect,
    String deadLetters,
    long records,
    List<TableStatus> tables,
    List<EmittedStatus> emitted,
    List<ViewStatus> views) {
  public PipelineStatus {
    tables = List.copyOf(tables);
    emitted = List.copyOf(emitted);
    views = List.copyOf(views);
  }
}
