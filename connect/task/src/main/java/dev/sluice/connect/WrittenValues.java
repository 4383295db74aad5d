// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.shred.WireFormat;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;

/** Bytes as producers wrote them: the byte array converter leaves them alone. */
record WrittenValues(WireFormat format, WireFormat keys) implements Values {
  @Override
  public byte[] keep(Schema schema, Object value) {
    if (value == null || value instanceof byte[]) {
      return (byte[]) value;
    }
    throw new ConnectException(
        "a value of "
            + value.getClass().getName()
            + " came where bytes were expected. Set value.converter and key.converter to"
            + " org.apache.kafka.connect.converters.ByteArrayConverter, so that values reach this connector as they"
            + " were written; or, to keep the converters, set value.format=connect");
  }

  @Override
  public SchemaAndValue restore(byte[] bytes) {
    return new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, bytes);
  }
}
