// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Iceberg's bucket: a hash of the value, modulo a number.
 *
 * @param count how many buckets; at least 1
 */
record Bucket(int count) implements Transform {
  @Override
  public String suffix() {
    return "_bucket";
  }

  @Override
  public void bucket(Peek peek, int index, Buckets into) throws MalformedException {
    Type type = peek.type(index);
    into.numbers()[index] =
        switch (type.typeId()) {
          case STRING ->
              number(
                  Types.StringType.get(),
                  new String(
                      peek.bytes(index),
                      peek.from(index),
                      peek.length(index),
                      StandardCharsets.UTF_8));
          // Iceberg hashes an int, and a date, as the long of the same value.
          case INTEGER, LONG, DATE -> number(Types.LongType.get(), peek.asLong(index));
          case TIME, TIMESTAMP, TIMESTAMP_NANO -> number(type, peek.asLong(index));
          default ->
              throw new MalformedException(
                  "a value of type "
                      + type
                      + " has no bucket; partition by a text, whole number, date or time");
        };
  }

  private <T> int number(Type type, T value) {
    return Transforms.<T>bucket(count).bind(type).apply(value);
  }

  @Override
  public String text(Peek peek, int index, Buckets buckets) {
    return Long.toString(buckets.numbers()[index]);
  }

  @Override
  public String example(Instant at) {
    return "0";
  }

  @Override
  public String shape() {
    return "\\d+";
  }
}
