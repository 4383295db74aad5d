// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.plain;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Peek;
import java.util.List;
import org.apache.iceberg.types.Type;

/** The whole value; there is no other field. */
final class PlainPeek implements Peek {
  private final PlainFormat format;
  private final List<String> fields;
  private byte[] value = new byte[0];

  PlainPeek(PlainFormat format, List<String> fields) {
    this.format = format;
    this.fields = fields;
  }

  @Override
  public Change read(byte[] read) throws MalformedException {
    for (String field : fields) {
      if (!field.equals(PlainFormat.VALUE)) {
        throw new MalformedException(
            "the value is one piece, named " + PlainFormat.VALUE + ", and has no field " + field);
      }
    }
    if (read == null) {
      throw new MalformedException("the record has no value");
    }
    format.check().check(read, 0, read.length);
    value = read;
    return Change.ROW;
  }

  @Override
  public Type type(int field) {
    return format.column();
  }

  @Override
  public boolean isNull(int field) {
    return false;
  }

  @Override
  public long asLong(int field) {
    throw new IllegalStateException("the value is no number");
  }

  @Override
  public int from(int field) {
    return 0;
  }

  @Override
  public int length(int field) {
    return value.length;
  }

  @Override
  public byte[] bytes(int field) {
    return value;
  }
}
