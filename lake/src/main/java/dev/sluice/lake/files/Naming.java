// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.record.TopicPartition;
import java.util.regex.Pattern;

/**
 * How a table's files are called: topic, Kafka partition and offset of the first row, and with
 * {@code last} that of the last one.
 *
 * @param directories matches every directory of the table's files, relative to its location
 * @param delimiter between the parts of a name
 * @param digits to which offsets are filled up with zeros
 * @param last whether the last offset is part of the name
 */
public record Naming(Pattern directories, String delimiter, int digits, boolean last) {
  /** {@code orders+3+0000000042-0000000099}. */
  public static Naming in(Pattern directories) {
    return new Naming(directories, "+", 10, true);
  }

  /** The name without its extension. */
  public String name(TopicPartition source, long firstOffset, long lastOffset) {
    String first = prefix(source) + padded(firstOffset);
    return last ? first + "-" + padded(lastOffset) : first;
  }

  private String padded(long offset) {
    return digits == 0 ? Long.toString(offset) : String.format("%0" + digits + "d", offset);
  }

  private String prefix(TopicPartition source) {
    return source.topic() + delimiter + source.partition() + delimiter;
  }

  /**
   * Whether a file is one that {@code source} may have been written to: named after it, and in a
   * directory of this table, not of one whose location lies inside.
   */
  boolean isFileOf(TopicPartition source, String directory, String name) {
    return name.startsWith(prefix(source)) && directories.matcher(directory).matches();
  }
}
