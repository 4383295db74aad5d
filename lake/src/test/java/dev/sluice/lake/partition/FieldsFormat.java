// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Values such as {@code id=7;paid=true}: texts, whole numbers and truth values. */
final class FieldsFormat implements WireFormat {
  @Override
  public Decoder newDecoder() {
    throw new UnsupportedOperationException("values are only routed here");
  }

  @Override
  public Peek newPeek(List<String> fields) {
    return new FieldsPeek(fields);
  }

  private static final class FieldsPeek implements Peek {
    private final List<String> names;
    private final Map<String, String> values = new HashMap<>();

    FieldsPeek(List<String> names) {
      this.names = names;
    }

    @Override
    public Change read(byte[] value) {
      values.clear();
      for (String field : new String(value, StandardCharsets.UTF_8).split(";", -1)) {
        values.put(field.substring(0, field.indexOf('=')), field.substring(field.indexOf('=') + 1));
      }
      return Change.ROW;
    }

    private String text(int field) {
      return values.get(names.get(field));
    }

    @Override
    public Type type(int field) {
      if (text(field).matches("true|false")) {
        return Types.BooleanType.get();
      }
      return text(field).matches("-?\\d+") ? Types.LongType.get() : Types.StringType.get();
    }

    @Override
    public boolean isNull(int field) {
      return text(field) == null;
    }

    @Override
    public long asLong(int field) {
      return text(field).equals("true") ? 1 : Long.parseLong(text(field));
    }

    @Override
    public int from(int field) {
      return 0;
    }

    @Override
    public int length(int field) {
      return bytes(field).length;
    }

    @Override
    public byte[] bytes(int field) {
      return text(field).getBytes(StandardCharsets.UTF_8);
    }
  }
}
