// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.Map;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * The benchmark's rows as Connect's structs, for peers that want them: as cheap as it can be done,
 * so that no peer is charged for a slow converter.
 */
public final class OrderConverter implements Converter {
  private static final int FRAME = 5;
  private static final Schema SCHEMA =
      SchemaBuilder.struct()
          .name("dev.sluice.bench.Order")
          .field("order_id", Schema.INT64_SCHEMA)
          .field("customer_id", Schema.INT64_SCHEMA)
          .field("sku", Schema.STRING_SCHEMA)
          .field("category", Schema.STRING_SCHEMA)
          .field("quantity", Schema.INT32_SCHEMA)
          .field("unit_price", Decimal.schema(2))
          .field("currency", Schema.STRING_SCHEMA)
          .field("status", Schema.STRING_SCHEMA)
          .field("event_time", Timestamp.SCHEMA)
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private BinaryDecoder decoder;

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    // It has no settings.
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    throw new DataException("the benchmark's converter only reads");
  }

  // Connect's timestamps are of that class.
  @SuppressWarnings("JavaUtilDate")
  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    try {
      decoder = DecoderFactory.get().binaryDecoder(value, FRAME, value.length - FRAME, decoder);
      Struct order = new Struct(SCHEMA);
      order.put("order_id", decoder.readLong());
      order.put("customer_id", decoder.readLong());
      order.put("sku", decoder.readString());
      order.put("category", decoder.readString());
      order.put("quantity", decoder.readInt());
      byte[] cents = decoder.readBytes(null).array();
      order.put("unit_price", new BigDecimal(new BigInteger(cents), 2));
      order.put("currency", decoder.readString());
      order.put("status", decoder.readString());
      order.put("event_time", new Date(decoder.readLong()));
      if (decoder.readIndex() == 1) {
        order.put("note", decoder.readString());
      }
      return new SchemaAndValue(SCHEMA, order);
    } catch (IOException e) {
      throw new DataException("not a row of the benchmark", e);
    }
  }
}
