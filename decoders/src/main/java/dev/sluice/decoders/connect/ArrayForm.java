// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** An array. */
record ArrayForm(Form element) implements Form {
  @Override
  public Schema avro(Supplier<String> names) throws MalformedException {
    return Schema.createArray(element.avro(names));
  }

  @Override
  public void write(Object value, Encoder out) throws IOException {
    List<?> list = (List<?>) value;
    out.writeArrayStart();
    out.setItemCount(list.size());
    for (Object item : list) {
      out.startItem();
      element.write(item, out);
    }
    out.writeArrayEnd();
  }

  @Override
  public List<Object> read(Decoder in) throws IOException {
    List<Object> list = new ArrayList<>();
    for (long count = in.readArrayStart(); count > 0; count = in.arrayNext()) {
      for (long i = 0; i < count; i++) {
        list.add(element.read(in));
      }
    }
    return list;
  }
}
