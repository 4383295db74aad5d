// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.demo.OrderGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a topic of generated orders holds, read and decoded with Kafka's and Avro's own libraries.
 *
 * @param malformed where the records are that are no orders: topic-partition-offset
 */
record KafkaOrders(Orders orders, Set<String> malformed) {
  private static final int FRAME = 5;
  private static final int UNKNOWN_SCHEMA = 999_999;

  static KafkaOrders read(String bootstrapServers, String topic) {
    List<String> rows = new ArrayList<>();
    Set<String> malformed = new TreeSet<>();
    GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(OrderGenerator.SCHEMA);
    each(
        bootstrapServers,
        topic,
        message -> {
          try {
            rows.add(row(reader, message.value()));
          } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            malformed.add(place(message.topic(), message.partition(), message.offset()));
          }
        });
    return new KafkaOrders(new Orders(rows), malformed);
  }

  /** Every connector must have put exactly the malformed records into the dead letters. */
  void mustHaveDeadLetters(String bootstrapServers, String run) {
    mustHaveDeadLetters(
        bootstrapServers,
        "orders-dead-letters",
        List.of("orders-lake-orders", "orders-warehouse-orders"),
        run);
  }

  /** The same of connectors, or emitted views, of another pipeline. */
  void mustHaveDeadLetters(
      String bootstrapServers, String topic, List<String> connectors, String run) {
    for (String connector : connectors) {
      assertThat(deadLetters(bootstrapServers, topic, connector))
          .as("dead letters of %s, %s", connector, run)
          .isEqualTo(malformed);
    }
  }

  /** Where the records came from that a connector has put into the dead letters. */
  static Set<String> deadLetters(String bootstrapServers, String topic, String connector) {
    Set<String> places = new TreeSet<>();
    each(
        bootstrapServers,
        topic,
        message -> {
          if (header(message, "__connect.errors.connector.name").equals(connector)) {
            places.add(
                header(message, "__connect.errors.topic")
                    + "-"
                    + header(message, "__connect.errors.partition")
                    + "-"
                    + header(message, "__connect.errors.offset"));
          }
        });
    return places;
  }

  /** What is said about the records in the dead letters. */
  static List<String> reasons(String bootstrapServers, String topic) {
    List<String> reasons = new ArrayList<>();
    each(
        bootstrapServers,
        topic,
        message -> reasons.add(header(message, "__connect.errors.exception.message")));
    return reasons;
  }

  private static String place(String topic, int partition, long offset) {
    return topic + "-" + partition + "-" + offset;
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String key) {
    return new String(message.headers().lastHeader(key).value(), StandardCharsets.UTF_8);
  }

  private static String row(GenericDatumReader<GenericRecord> reader, byte[] value)
      throws IOException {
    if (ByteBuffer.wrap(value).getInt(1) == UNKNOWN_SCHEMA) {
      throw new IOException("nobody has registered this schema");
    }
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(value, FRAME, value.length - FRAME, null);
    GenericRecord order = reader.read(null, decoder);
    Schema price = OrderGenerator.SCHEMA.getField("unit_price").schema();
    return Orders.row(
        order.get("order_id"),
        order.get("customer_id"),
        order.get("product"),
        order.get("category"),
        order.get("country"),
        order.get("quantity"),
        new Conversions.DecimalConversion()
            .fromBytes((ByteBuffer) order.get("unit_price"), price, price.getLogicalType()),
        order.get("status"),
        order.get("ordered_at"),
        order.get("note"));
  }

  static void each(
      String bootstrapServers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(500)).forEach(action);
      }
    }
  }
}
