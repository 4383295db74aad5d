// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Peek;
import org.apache.iceberg.types.Type;

/** Reads a few fields of kept values, with or without a schema. */
final class ConnectPeek implements Peek {
  private final Peek withSchema;
  private final Peek asJson;
  private Peek current;

  ConnectPeek(Peek withSchema, Peek asJson) {
    this.withSchema = withSchema;
    this.asJson = asJson;
    this.current = withSchema;
  }

  @Override
  public Change read(byte[] value) throws MalformedException {
    int length = value == null ? -1 : value.length;
    Refusal.check(value, 0, length);
    current = Kept.of(value, 0, length) == Kept.WITH_SCHEMA ? withSchema : asJson;
    return current.read(value);
  }

  @Override
  public Type type(int field) {
    return current.type(field);
  }

  @Override
  public boolean isNull(int field) {
    return current.isNull(field);
  }

  @Override
  public long asLong(int field) {
    return current.asLong(field);
  }

  @Override
  public int from(int field) {
    return current.from(field);
  }

  @Override
  public int length(int field) {
    return current.length(field);
  }

  @Override
  public byte[] bytes(int field) {
    return current.bytes(field);
  }
}
