// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * One part of a partition.
 *
 * @param field where its value comes from: a field, or an attribute
 * @param label what the directory's name begins with, before an equals sign; empty for the bare
 *     value
 * @param style how its directories are spelled
 */
record Part(String field, String label, Transform transform, PartitionSpec.Style style) {
  Part(String field, String label, Transform transform) {
    this(field, label, transform, PartitionSpec.Style.HIVE);
  }

  /** A part whose directories are named {@code field=value}. */
  static Part named(String field, Transform transform) {
    return new Part(field, field + transform.suffix(), transform);
  }

  Part spelled(PartitionSpec.Style as) {
    return new Part(field, label, transform, as);
  }

  /** Stores the bucket of the value that {@code peek} has read. */
  void bucket(Peek peek, int index, Buckets into) throws MalformedException {
    into.texts()[index] = null;
    into.numbers()[index] = 0;
    if (peek.isNull(index)) {
      into.numbers()[index] = Buckets.NULL;
      return;
    }
    try {
      transform.bucket(peek, index, into);
    } catch (MalformedException e) {
      throw new MalformedException("field " + field + ": " + e.getMessage(), e);
    }
  }

  /** {@code ordered_at_day=2026-11-23}, escaped. */
  String segment(Peek peek, int index, Buckets buckets) {
    return prefix() + value(peek, index, buckets);
  }

  private String value(Peek peek, int index, Buckets buckets) {
    if (buckets.isNull(index)) {
      return style.forNull();
    }
    String text = transform.text(peek, index, buckets);
    if (transform instanceof TimePattern) {
      return text;
    }
    return text.isEmpty() && style.escaping().takesEmptyForNull()
        ? style.forNull()
        : style.escaping().escape(text);
  }

  private String prefix() {
    return label.isEmpty() ? "" : style.escaping().escape(label) + "=";
  }

  /** The segment of a row of {@code at}. */
  String example(Instant at) {
    return prefix() + transform.example(at);
  }

  /** A regular expression for every segment there can be. */
  String shape() {
    return Pattern.quote(prefix())
        + "(?:"
        + transform.shape()
        + "|"
        + Pattern.quote(style.forNull())
        + ")";
  }
}
