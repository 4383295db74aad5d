// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** A map with strings as keys. */
record MapForm(Form value) implements Form {
  @Override
  public Schema avro(Supplier<String> names) throws MalformedException {
    return Schema.createMap(value.avro(names));
  }

  @Override
  public void write(Object object, Encoder out) throws IOException {
    Map<?, ?> map = (Map<?, ?>) object;
    out.writeMapStart();
    out.setItemCount(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.startItem();
      out.writeString((String) entry.getKey());
      value.write(entry.getValue(), out);
    }
    out.writeMapEnd();
  }

  @Override
  public Map<Object, Object> read(Decoder in) throws IOException {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (long count = in.readMapStart(); count > 0; count = in.mapNext()) {
      for (long i = 0; i < count; i++) {
        String key = in.readString();
        map.put(key, value.read(in));
      }
    }
    return map;
  }
}
