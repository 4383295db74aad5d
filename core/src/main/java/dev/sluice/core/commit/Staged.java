// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.commit;

import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import java.util.List;

/** Rows that a destination has encoded and holds ready, not yet visible to anybody. */
public interface Staged {
  /** Where all its rows come from. */
  TopicPartition source();

  /** Rows it will make visible. */
  long rows();

  /** Rows among them that came too late and were not taken; known when they are committed. */
  default long late() {
    return 0;
  }

  /** Bytes staged (file size, or size of the load image). */
  long bytes();

  /** Bytes of memory it holds until it is committed or discarded; 0 for files. */
  long held();

  /** Records that say nothing of any row. */
  default long ignored() {
    return 0;
  }

  /** Records that could not be decoded or written. */
  List<Rejection> rejections();
}
