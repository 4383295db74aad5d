// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class OrderGeneratorTest {
  private static final int ORDERS = 100_000;
  private static final int SCHEMA_ID = 7;
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private static GenericRecord read(byte[] framed) throws IOException {
    assertThat(framed[0]).isZero();
    assertThat(ByteBuffer.wrap(framed, 1, 4).getInt()).isEqualTo(SCHEMA_ID);
    return new GenericDatumReader<GenericRecord>(OrderGenerator.SCHEMA)
        .read(null, DecoderFactory.get().binaryDecoder(framed, 5, framed.length - 5, null));
  }

  @Test
  void makesOrdersAsAShopWould() throws IOException {
    OrderGenerator generator = new OrderGenerator(1);
    int malformed = 0;
    int cancelled = 0;
    int late = 0;
    Set<String> countries = new HashSet<>();
    for (int i = 0; i < ORDERS; i++) {
      OrderGenerator.Event event = generator.next(i, NOW, SCHEMA_ID);
      assertThat(event.orderId()).isEqualTo(i);
      if (event.malformed()) {
        malformed++;
        continue;
      }
      GenericRecord order = read(event.bytes());
      boolean isCancelled = order.get("status").toString().equals("CANCELLED");
      assertThat((int) order.get("quantity") < 0).isEqualTo(isCancelled);
      cancelled += isCancelled ? 1 : 0;
      long behind = NOW.getEpochSecond() - (long) order.get("ordered_at") / 1_000_000;
      assertThat(behind).isBetween(0L, 3 * 3_600L);
      late += behind > 0 ? 1 : 0;
      countries.add(order.get("country").toString());
    }
    assertThat(cancelled / (double) ORDERS).isCloseTo(0.02, within(0.003));
    assertThat(late / (double) ORDERS).isCloseTo(0.02, within(0.003));
    assertThat(malformed).isBetween(25, 90);
    assertThat(countries).hasSize(8).allMatch(country -> country.matches("[A-Z]{2}"));
  }

  @Test
  void makesTheSameOrdersFromTheSameSeed() {
    OrderGenerator one = new OrderGenerator(5);
    OrderGenerator other = new OrderGenerator(5);
    OrderGenerator different = new OrderGenerator(6);
    byte[] bytes = one.next(1, NOW, SCHEMA_ID).bytes();
    assertThat(bytes).isEqualTo(other.next(1, NOW, SCHEMA_ID).bytes());
    assertThat(bytes).isNotEqualTo(different.next(1, NOW, SCHEMA_ID).bytes());
  }
}
