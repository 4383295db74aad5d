// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
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
  private static final Schema FLAT = fields("Order").build();
  private static final Schema ADDRESS =
      SchemaBuilder.struct()
          .name("dev.sluice.bench.Address")
          .field("street", Schema.STRING_SCHEMA)
          .field("city", Schema.STRING_SCHEMA)
          .field("zip", Schema.STRING_SCHEMA)
          .field("country", Schema.STRING_SCHEMA)
          .build();
  private static final Schema LINE =
      SchemaBuilder.struct()
          .name("dev.sluice.bench.Line")
          .field("line_sku", Schema.STRING_SCHEMA)
          .field("qty", Schema.INT32_SCHEMA)
          .field("price", Decimal.schema(2))
          .field("discount", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .build();
  private static final Schema NESTED =
      fields("NestedOrder")
          .field("address", ADDRESS)
          .field("lines", SchemaBuilder.array(LINE).build())
          .build();

  /** Property that says whether rows have an address and lines. */
  static final String IS_NESTED = "nested";

  private Schema schema = FLAT;
  private BinaryDecoder decoder;

  private static SchemaBuilder fields(String name) {
    return SchemaBuilder.struct()
        .name("dev.sluice.bench." + name)
        .field("order_id", Schema.INT64_SCHEMA)
        .field("customer_id", Schema.INT64_SCHEMA)
        .field("sku", Schema.STRING_SCHEMA)
        .field("category", Schema.STRING_SCHEMA)
        .field("quantity", Schema.INT32_SCHEMA)
        .field("unit_price", Decimal.schema(2))
        .field("currency", Schema.STRING_SCHEMA)
        .field("status", Schema.STRING_SCHEMA)
        .field("event_time", Timestamp.SCHEMA)
        .field("note", Schema.OPTIONAL_STRING_SCHEMA);
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    schema = "true".equals(configs.get(IS_NESTED)) ? NESTED : FLAT;
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    throw new DataException("the benchmark's converter only reads");
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    try {
      decoder = DecoderFactory.get().binaryDecoder(value, FRAME, value.length - FRAME, decoder);
      Struct order = new Struct(schema);
      readOrder(order);
      if (schema == NESTED) {
        order.put("address", readAddress());
        order.put("lines", readLines());
      }
      return new SchemaAndValue(schema, order);
    } catch (IOException e) {
      throw new DataException("not a row of the benchmark", e);
    }
  }

  // Connect's timestamps are of that class.
  @SuppressWarnings("JavaUtilDate")
  private void readOrder(Struct order) throws IOException {
    order.put("order_id", decoder.readLong());
    order.put("customer_id", decoder.readLong());
    order.put("sku", decoder.readString());
    order.put("category", decoder.readString());
    order.put("quantity", decoder.readInt());
    order.put("unit_price", readCents());
    order.put("currency", decoder.readString());
    order.put("status", decoder.readString());
    order.put("event_time", new Date(decoder.readLong()));
    if (decoder.readIndex() == 1) {
      order.put("note", decoder.readString());
    }
  }

  private BigDecimal readCents() throws IOException {
    return new BigDecimal(new BigInteger(decoder.readBytes(null).array()), 2);
  }

  private Struct readAddress() throws IOException {
    return new Struct(ADDRESS)
        .put("street", decoder.readString())
        .put("city", decoder.readString())
        .put("zip", decoder.readString())
        .put("country", decoder.readString());
  }

  private List<Struct> readLines() throws IOException {
    List<Struct> lines = new ArrayList<>();
    for (long left = decoder.readArrayStart(); left > 0; left = decoder.arrayNext()) {
      for (long i = 0; i < left; i++) {
        Struct line =
            new Struct(LINE)
                .put("line_sku", decoder.readString())
                .put("qty", decoder.readInt())
                .put("price", readCents());
        if (decoder.readIndex() == 1) {
          line.put("discount", decoder.readDouble());
        }
        lines.add(line);
      }
    }
    return lines;
  }
}
