// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * A row of the benchmarks: ten fields, about 65 bytes as Avro. Row {@code i} has the same bytes in
 * every run.
 *
 * @param cents the price, a decimal(10,2)
 * @param note null in four of five
 */
record OrderRow(
    long id,
    long customer,
    String sku,
    String category,
    int quantity,
    int cents,
    String currency,
    String status,
    long eventMillis,
    String note) {
  static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Order","namespace":"dev.sluice.bench","fields":[
              {"name":"order_id","type":"long"},
              {"name":"customer_id","type":"long"},
              {"name":"sku","type":"string"},
              {"name":"category","type":"string"},
              {"name":"quantity","type":"int"},
              {"name":"unit_price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
              {"name":"currency","type":"string"},
              {"name":"status","type":"string"},
              {"name":"event_time","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"note","type":["null","string"],"default":null}]}""");

  /** The next version of it, with one more field. */
  static final Schema NEWER =
      new Schema.Parser()
          .parse(
              SCHEMA
                  .toString()
                  .replaceFirst(
                      "}]}$",
                      "},{\"name\":\"channel\",\"type\":[\"null\",\"string\"],\"default\":null}]}"));

  private static final String[] CURRENCIES = {"EUR", "USD", "GBP", "SEK", "PLN"};
  private static final String[] STATUSES = {
    "NEW", "PAID", "PACKED", "SHIPPED", "RETURNED", "CANCELLED"
  };
  private static final int SKUS = 5_000;
  private static final int CATEGORIES = 20;
  private static final long FIRST_EVENT = 1_760_000_000_000L;

  /**
   * @param keys distinct order ids; 0 if each row has its own
   */
  static OrderRow of(long i, int keys) {
    SplittableRandom random = new SplittableRandom(i * 0x9E3779B97F4A7C15L);
    int sku = (int) (SKUS * Math.pow(random.nextDouble(), 3));
    return new OrderRow(
        keys == 0 ? i : random.nextInt(keys),
        random.nextInt(1_000_000),
        "SKU-" + (10_000 + sku),
        "category-" + sku % CATEGORIES,
        1 + random.nextInt(20),
        100 + random.nextInt(99_900),
        CURRENCIES[random.nextInt(CURRENCIES.length)],
        STATUSES[random.nextInt(STATUSES.length)],
        FIRST_EVENT + i * 3 + random.nextInt(1_000),
        random.nextInt(5) == 0 ? "note " + random.nextInt(100_000) : null);
  }

  /**
   * As a client of the registry sends it.
   *
   * @param newer whether it has the field that only {@link #NEWER} knows
   */
  byte[] framed(int schemaId, boolean newer) {
    return frame(
        schemaId,
        avro -> {
          write(avro);
          if (newer) {
            avro.writeIndex(1);
            avro.writeString(id % 3 == 0 ? "shop" : "web");
          }
        });
  }

  /** Writes fields. */
  interface Fields {
    void write(BinaryEncoder avro) throws IOException;
  }

  /** A datum behind the registry's five bytes. */
  static byte[] frame(int schemaId, Fields fields) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(96);
      out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
      BinaryEncoder avro = EncoderFactory.get().directBinaryEncoder(out, null);
      fields.write(avro);
      avro.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a row in memory", e);
    }
  }

  /** Writes the ten fields. */
  void write(BinaryEncoder avro) throws IOException {
    avro.writeLong(id);
    avro.writeLong(customer);
    avro.writeString(sku);
    avro.writeString(category);
    avro.writeInt(quantity);
    avro.writeBytes(BigInteger.valueOf(cents).toByteArray());
    avro.writeString(currency);
    avro.writeString(status);
    avro.writeLong(eventMillis);
    avro.writeIndex(note == null ? 0 : 1);
    if (note != null) {
      avro.writeString(note);
    }
  }

  /** As an object of about 190 bytes, the price a number with two decimals. */
  byte[] json() {
    StringBuilder json = new StringBuilder(224);
    json.append("{\"order_id\":").append(id).append(",\"customer_id\":").append(customer);
    json.append(",\"sku\":\"").append(sku).append("\",\"category\":\"").append(category);
    json.append("\",\"quantity\":").append(quantity).append(",\"unit_price\":");
    json.append(cents / 100).append('.').append(cents / 10 % 10).append(cents % 10);
    json.append(",\"currency\":\"").append(currency).append("\",\"status\":\"").append(status);
    json.append("\",\"event_time\":").append(eventMillis).append(",\"note\":");
    json.append(note == null ? "null" : '"' + note + '"').append('}');
    return json.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
