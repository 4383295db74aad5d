// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All orders of one place, Kafka or lake or warehouse, as text to compare.
 *
 * @param rows every order with all its fields, sorted; one that is there twice stands here twice
 */
record Orders(List<String> rows) {
  Orders {
    rows = rows.stream().sorted().toList();
  }

  /** Fields of an order, in the order in which SQL and Avro give them. */
  static final String COLUMNS =
      "order_id, customer_id, product, category, country, quantity, unit_price, status, %s, note";

  static String row(Object... fields) {
    List<String> texts = new ArrayList<>();
    for (Object field : fields) {
      texts.add(String.valueOf(field));
    }
    return String.join("|", texts);
  }

  /**
   * What a view of sales must hold: start of the bucket in microseconds and country, to orders,
   * quantity and revenue.
   */
  Map<String, String> sales(long bucketMicros) {
    Map<String, Sales> sales = new TreeMap<>();
    for (String row : rows) {
      String[] field = row.split("\\|", -1);
      long bucket = Math.floorDiv(Long.parseLong(field[8]), bucketMicros) * bucketMicros;
      sales.merge(
          bucket + "|" + field[4],
          Sales.of(Long.parseLong(field[5]), new BigDecimal(field[6])),
          Sales::plus);
    }
    Map<String, String> texts = new TreeMap<>();
    sales.forEach((key, value) -> texts.put(key, value.text()));
    return texts;
  }

  /** Sums of one group. */
  private record Sales(long orders, long quantity, BigDecimal revenue) {
    static Sales of(long quantity, BigDecimal price) {
      return new Sales(1, quantity, price.multiply(BigDecimal.valueOf(quantity)));
    }

    Sales plus(Sales other) {
      return new Sales(
          orders + other.orders, quantity + other.quantity, revenue.add(other.revenue));
    }

    String text() {
      return orders + "|" + quantity + "|" + revenue.toPlainString();
    }
  }

  /** Fails with the first orders that are missing or too many. */
  void mustEqual(Orders kafka, String place) {
    if (rows.equals(kafka.rows)) {
      return;
    }
    List<String> missing = minus(kafka.rows, rows);
    List<String> tooMany = minus(rows, kafka.rows);
    assertThat(List.of(missing.size(), tooMany.size()))
        .as(
            "%s has %d orders, Kafka %d. Missing, the first of them: %s. Too many: %s",
            place,
            rows.size(),
            kafka.rows.size(),
            missing.stream().limit(5).toList(),
            tooMany.stream().limit(5).toList())
        .isEqualTo(List.of(0, 0));
  }

  /** Of two sorted lists, what the first has more often than the second. */
  private static List<String> minus(List<String> all, List<String> without) {
    List<String> rest = new ArrayList<>();
    int at = 0;
    for (String row : all) {
      while (at < without.size() && without.get(at).compareTo(row) < 0) {
        at++;
      }
      if (at < without.size() && without.get(at).equals(row)) {
        at++;
      } else {
        rest.add(row);
      }
    }
    return rest;
  }
}
