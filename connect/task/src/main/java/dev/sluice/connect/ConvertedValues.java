// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.connect.ConnectFormat;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;

/** Connect data, as converters and transformations have left it. */
record ConvertedValues(ConnectFormat format) implements Values {
  @Override
  public WireFormat keys() {
    return format.keys();
  }

  @Override
  public byte[] keep(Schema schema, Object value) {
    return format.keep(schema, value);
  }

  @Override
  public SchemaAndValue restore(byte[] bytes) {
    return format.restore(bytes);
  }
}
