// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Makes customer order events as a shop's systems would send them: several countries and products,
 * cancellations as negative quantities, some events that come late, and now and then a record that
 * nobody can read. The same seed gives the same orders.
 */
public final class OrderGenerator {
  /** Schema of the events. */
  public static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Order","namespace":"dev.sluice.demo","fields":[
              {"name":"order_id","type":"long"},
              {"name":"customer_id","type":"long"},
              {"name":"product","type":"string"},
              {"name":"category","type":"string"},
              {"name":"country","type":"string"},
              {"name":"quantity","type":"int"},
              {"name":"unit_price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
              {"name":"status","type":"string"},
              {"name":"ordered_at","type":{"type":"long","logicalType":"timestamp-micros"}},
              {"name":"note","type":["null","string"],"default":null}]}""");

  private static final List<String> COUNTRIES =
      List.of("DE", "FR", "GB", "ES", "IT", "PL", "SE", "AT");
  private static final List<String> CATEGORIES =
      List.of("books", "garden", "kitchen", "music", "toys");
  private static final List<String> NOTES = List.of("gift wrap", "ring twice", "leave at the door");
  private static final int PRODUCTS = 200;
  private static final int MALFORMED_ONE_IN = 2_000;
  private static final int LATE_ONE_IN = 50;
  private static final int CANCELLED_ONE_IN = 50;
  private static final int FRAME = 5;

  private final SplittableRandom random;
  private final GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(SCHEMA);
  private BinaryEncoder encoder;

  public OrderGenerator(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * The next event's value as it goes to Kafka.
   *
   * @param bytes framed with the schema's id
   * @param malformed whether it is one that cannot be read
   */
  public record Event(long orderId, byte[] bytes, boolean malformed) {}

  /** An event for {@code orderId} at about {@code now}, framed with {@code schemaId}. */
  public Event next(long orderId, Instant now, int schemaId) {
    if (random.nextInt(MALFORMED_ONE_IN) == 0) {
      return new Event(orderId, malformed(schemaId), true);
    }
    return new Event(orderId, framed(order(orderId, now), schemaId), false);
  }

  private GenericRecord order(long orderId, Instant now) {
    int product = (int) (PRODUCTS * random.nextDouble() * random.nextDouble());
    boolean cancelled = random.nextInt(CANCELLED_ONE_IN) == 0;
    int quantity = 1 + random.nextInt(5);
    Instant at =
        random.nextInt(LATE_ONE_IN) == 0 ? now.minusSeconds(60L + random.nextInt(7_200)) : now;
    GenericRecord order = new GenericData.Record(SCHEMA);
    order.put("order_id", orderId);
    order.put("customer_id", random.nextLong(20_000));
    order.put("product", "product-" + product);
    order.put("category", CATEGORIES.get(product % CATEGORIES.size()));
    order.put(
        "country",
        COUNTRIES.get(
            Math.min(random.nextInt(COUNTRIES.size()), random.nextInt(COUNTRIES.size()))));
    order.put("quantity", cancelled ? -quantity : quantity);
    order.put("unit_price", price(199L + (product * 7_919L) % 20_000));
    order.put("status", cancelled ? "CANCELLED" : "PLACED");
    order.put("ordered_at", at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000);
    order.put("note", random.nextInt(5) == 0 ? NOTES.get(random.nextInt(NOTES.size())) : null);
    return order;
  }

  private static ByteBuffer price(long cents) {
    return new Conversions.DecimalConversion()
        .toBytes(BigDecimal.valueOf(cents, 2), null, LogicalTypes.decimal(10, 2));
  }

  private byte[] framed(GenericRecord order, int schemaId) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(128);
      out.write(ByteBuffer.allocate(FRAME).put((byte) 0).putInt(schemaId).array());
      encoder = EncoderFactory.get().binaryEncoder(out, encoder);
      writer.write(order, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode an order in memory", e);
    }
  }

  /** Either bytes that are no order, or the id of a schema that nobody has registered. */
  private byte[] malformed(int schemaId) {
    int id = random.nextBoolean() ? schemaId : 999_999;
    return ByteBuffer.allocate(FRAME + 3)
        .put((byte) 0)
        .putInt(id)
        .put(new byte[] {-1, -1, -1})
        .array();
  }
}
