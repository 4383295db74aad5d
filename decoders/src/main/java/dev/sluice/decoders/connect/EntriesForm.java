// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/**
 * A map whose keys are no strings, for which Avro has no type: an array of records with the fields
 * {@code key} and {@code value}.
 */
record EntriesForm(Form key, Form value) implements Form {
  @Override
  public Schema avro(Supplier<String> names) throws MalformedException {
    List<Schema.Field> entry =
        List.of(
            new Schema.Field("key", key.avro(names)), new Schema.Field("value", value.avro(names)));
    return Schema.createArray(Schema.createRecord(names.get(), null, null, false, entry));
  }

  @Override
  public void write(Object object, Encoder out) throws IOException {
    Map<?, ?> map = (Map<?, ?>) object;
    out.writeArrayStart();
    out.setItemCount(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.startItem();
      key.write(entry.getKey(), out);
      value.write(entry.getValue(), out);
    }
    out.writeArrayEnd();
  }

  @Override
  public Map<Object, Object> read(Decoder in) throws IOException {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (long count = in.readArrayStart(); count > 0; count = in.arrayNext()) {
      for (long i = 0; i < count; i++) {
        Object entryKey = key.read(in);
        map.put(entryKey, value.read(in));
      }
    }
    return map;
  }
}
