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
 * @param separator between the last directory and the name
 * @param delimiter between the parts of a name
 * @param digits to which offsets are filled up with zeros
 * @param last whether the last offset is part of the name
 */
public record Naming(
    Pattern directories, String separator, String delimiter, int digits, boolean last) {
  /** {@code orders+3+0000000042-0000000099}. */
  public static Naming in(Pattern directories) {
    return new Naming(directories, "/", "+", 10, true);
  }

  /** The same names in more directories. */
  public Naming andIn(String moreDirectories) {
    Pattern either = Pattern.compile("(?:" + directories + ")|(?:" + moreDirectories + ")");
    return new Naming(either, separator, delimiter, digits, last);
  }

  /** The name without its extension. */
  public String name(TopicPartition source, long firstOffset, long lastOffset) {
    String first = prefix(source) + padded(firstOffset);
    return last ? first + "-" + padded(lastOffset) : first;
  }

  /** Where a file of a directory is, relative to the table's location. */
  String path(String directory, String name) {
    return directory.isEmpty() ? name : directory + separator + name;
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
  boolean isFileOf(TopicPartition source, String path) {
    String prefix = prefix(source);
    int end = path.lastIndexOf(separator + prefix);
    String directory = end < 0 ? "" : path.substring(0, end);
    String name = end < 0 ? path : path.substring(end + separator.length());
    return name.startsWith(prefix)
        && name.indexOf('/') < 0
        && directories.matcher(directory).matches();
  }
}
