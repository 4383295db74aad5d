// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.registry.RegistryClient;
import dev.sluice.streams.app.EmittedView;
import dev.sluice.streams.app.StreamsSettings;
import dev.sluice.streams.sql.EmitHeader;
import dev.sluice.streams.topology.SourceTable;
import dev.sluice.streams.topology.StreamPlan;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.iceberg.types.Type;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;

/**
 * A process that counts and sums by hour and category: a view of ours, or a program of the same
 * purpose as one writes it by hand with Kafka Streams and Avro's own library.
 */
public final class StreamsContender {
  static final String VIEW = "view";
  static final String WITH_GRACE = "grace";
  static final String BY_HAND = "dsl";
  private static final int FRAME = 5;
  private static final long CACHE = 32 << 20;
  static final int COMMIT_MS = Integer.getInteger("sluice.bench.commit", 200);

  private StreamsContender() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments {@code view}, {@code grace} (whose windows close) or {@code dsl} (by hand),
   *     bootstrap servers, registry, topic, topic of results, folder for state
   */
  public static void main(String[] arguments) throws Exception {
    if (!arguments[0].equals(BY_HAND)) {
      view(arguments, arguments[0].equals(WITH_GRACE) ? "\n-- grace: 2h" : "");
    } else {
      Properties properties = new Properties();
      properties.putAll(properties(arguments));
      new KafkaStreams(dsl(arguments[3], arguments[4]), properties).start();
    }
    new CountDownLatch(1).await();
  }

  private static void view(String[] arguments, String closing) throws Exception {
    RegistryClient registry = new RegistryClient(List.of(arguments[2]), "");
    ViewDefinition view =
        new ViewDefinition(
            "bench",
            "-- emit: topic "
                + arguments[4]
                + closing
                + "\nSELECT date_trunc('hour', event_time) AS hour, category, count(*) AS orders,"
                + " sum(quantity) AS quantity FROM \""
                + arguments[3]
                + "\" GROUP BY 1, 2");
    AvroFormat format = new AvroFormat(registry);
    Map<String, Type> fields = new LinkedHashMap<>();
    format
        .rowType(registry.latest(arguments[3] + "-value").orElseThrow())
        .fields()
        .forEach(field -> fields.put(field.name(), field.type()));
    StreamPlan plan =
        StreamPlan.of(
            SqlParser.open(),
            view,
            EmitHeader.of(view).orElseThrow(),
            SourceTable.of(arguments[3], format, fields),
            Optional.empty());
    EmittedView.start(
        plan,
        registry,
        new EmittedView.Place(
            arguments[4],
            Map.of("bootstrap.servers", arguments[1]),
            Path.of(arguments[5]),
            "dead-letters",
            new Settings(Map.of(StreamsSettings.COMMIT_INTERVAL.name(), COMMIT_MS + "ms"))));
  }

  private static Map<String, Object> properties(String[] arguments) {
    return Map.of(
        StreamsConfig.APPLICATION_ID_CONFIG,
        arguments[4],
        StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
        arguments[1],
        StreamsConfig.STATE_DIR_CONFIG,
        arguments[5],
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        StreamsConfig.EXACTLY_ONCE_V2,
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        COMMIT_MS,
        StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
        CACHE,
        StreamsConfig.REPLICATION_FACTOR_CONFIG,
        1,
        StreamsConfig.producerPrefix("compression.type"),
        "lz4",
        StreamsConfig.producerPrefix("linger.ms"),
        20,
        StreamsConfig.consumerPrefix("max.poll.records"),
        2_000);
  }

  private static Topology dsl(String topic, String results) {
    StreamsBuilder builder = new StreamsBuilder();
    Serde<long[]> longs = Serdes.serdeFrom(new Longs(), new LongsReader());
    Serde<GenericRecord> orders = Serdes.serdeFrom(new NoWriter(), new OrderReader());
    builder.stream(
            topic,
            Consumed.with(Serdes.ByteArray(), orders)
                .withTimestampExtractor(
                    (record, before) -> (long) ((GenericRecord) record.value()).get("event_time")))
        .map(
            (key, order) ->
                KeyValue.pair(order.get("category").toString(), (int) order.get("quantity")))
        .groupByKey(Grouped.with("groups", Serdes.String(), Serdes.Integer()))
        .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofHours(1), Duration.ofDays(1)))
        .aggregate(
            () -> new long[2],
            (key, quantity, sums) -> new long[] {sums[0] + 1, sums[1] + quantity},
            Materialized.with(Serdes.String(), longs))
        .toStream((window, sums) -> window.key() + window.window().start())
        .to(results, Produced.with(Serdes.String(), longs));
    return builder.build();
  }

  /** Only read. */
  private static final class NoWriter implements Serializer<GenericRecord> {
    @Override
    public byte[] serialize(String topic, GenericRecord order) {
      throw new UnsupportedOperationException("orders are only read");
    }
  }

  private static final class OrderReader implements Deserializer<GenericRecord> {
    private final GenericDatumReader<GenericRecord> reader =
        new GenericDatumReader<>(OrderRow.SCHEMA);
    private BinaryDecoder decoder;

    @Override
    public GenericRecord deserialize(String topic, byte[] value) {
      try {
        decoder = DecoderFactory.get().binaryDecoder(value, FRAME, value.length - FRAME, decoder);
        return reader.read(null, decoder);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private static final class Longs implements Serializer<long[]> {
    @Override
    public byte[] serialize(String topic, long[] sums) {
      return sums == null
          ? null
          : ByteBuffer.allocate(16).putLong(sums[0]).putLong(sums[1]).array();
    }
  }

  private static final class LongsReader implements Deserializer<long[]> {
    @Override
    public long[] deserialize(String topic, byte[] value) {
      if (value == null) {
        return null;
      }
      ByteBuffer buffer = ByteBuffer.wrap(value);
      return new long[] {buffer.getLong(), buffer.getLong()};
    }
  }
}
