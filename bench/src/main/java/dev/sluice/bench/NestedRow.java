// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;

/** An order with an address and one to five lines, about 150 bytes as Avro. */
record NestedRow(OrderRow order, String street, String city, String zip, List<Line> lines) {
  static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              OrderRow.SCHEMA
                      .toString()
                      .replace("\"Order\"", "\"NestedOrder\"")
                      .replaceFirst("]}$", ",")
                  + """
                  {"name":"address","type":{"type":"record","name":"Address","fields":[
                  {"name":"street","type":"string"},
                  {"name":"city","type":"string"},
                  {"name":"zip","type":"string"},
                  {"name":"country","type":"string"}]}},
                  {"name":"lines","type":{"type":"array","items":{"type":"record","name":"Line","fields":[
                  {"name":"line_sku","type":"string"},
                  {"name":"qty","type":"int"},
                  {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
                  {"name":"discount","type":["null","double"],"default":null}]}}}]}""");

  private static final String COUNTRY = "DE";
  private static final String[] CITIES = {
    "Lyon", "Porto", "Graz", "Turku", "Ghent", "Brno", "Cork", "Bilbao", "Leipzig", "Split"
  };
  private static final String[] STREETS = {
    "Mill", "Church", "Station", "Garden", "Bridge", "Market", "River", "Castle", "Forest", "Hill"
  };
  private static final int MOST_LINES = 5;

  /**
   * A line of an order.
   *
   * @param discount null in three of four
   */
  record Line(String sku, int quantity, int cents, Double discount) {}

  NestedRow {
    lines = List.copyOf(lines);
  }

  /** The order with an address and lines that follow from its id. */
  static NestedRow of(OrderRow order) {
    SplittableRandom random = new SplittableRandom(order.id() * 0xD1B54A32D192ED03L);
    String street =
        1 + random.nextInt(300) + " " + STREETS[random.nextInt(STREETS.length)] + " Street";
    String city = CITIES[random.nextInt(CITIES.length)];
    String zip = Integer.toString(10_000 + random.nextInt(90_000));
    List<Line> lines = new ArrayList<>();
    for (int left = 1 + random.nextInt(MOST_LINES); left > 0; left--) {
      lines.add(
          new Line(
              "SKU-" + (10_000 + random.nextInt(5_000)),
              1 + random.nextInt(9),
              100 + random.nextInt(99_900),
              random.nextInt(4) == 0 ? random.nextInt(50) / 100.0 : null));
    }
    return new NestedRow(order, street, city, zip, lines);
  }

  /** Over the lines of the first {@code rows} orders. */
  static Sums lines(long rows) {
    long count = 0;
    long quantity = 0;
    long cents = 0;
    long discounts = 0;
    for (long i = 0; i < rows; i++) {
      for (Line line : of(OrderRow.of(i, 0)).lines) {
        count++;
        quantity += line.quantity;
        cents += line.cents;
        discounts += line.discount == null ? 0 : 1;
      }
    }
    return new Sums(count, quantity, BigDecimal.valueOf(cents, 2), discounts);
  }

  /** As a client of the registry sends it. */
  byte[] framed(int schemaId) {
    return OrderRow.frame(schemaId, this::write);
  }

  private void write(BinaryEncoder avro) throws IOException {
    order.write(avro);
    avro.writeString(street);
    avro.writeString(city);
    avro.writeString(zip);
    avro.writeString(COUNTRY);
    avro.writeArrayStart();
    avro.setItemCount(lines.size());
    for (Line line : lines) {
      avro.startItem();
      avro.writeString(line.sku);
      avro.writeInt(line.quantity);
      avro.writeBytes(BigInteger.valueOf(line.cents).toByteArray());
      avro.writeIndex(line.discount == null ? 0 : 1);
      if (line.discount != null) {
        avro.writeDouble(line.discount);
      }
    }
    avro.writeArrayEnd();
  }
}
