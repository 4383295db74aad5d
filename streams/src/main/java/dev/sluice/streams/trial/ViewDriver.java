// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.trial;

import dev.sluice.streams.expression.SqlType;
import dev.sluice.streams.expression.ValueText;
import dev.sluice.streams.topology.Emission;
import dev.sluice.streams.topology.OutputColumn;
import dev.sluice.streams.topology.StreamPlan;
import dev.sluice.streams.topology.ViewMeters;
import dev.sluice.streams.topology.ViewTopology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** Drives the topology of a view by hand, without a broker: record in, results out. */
public final class ViewDriver implements AutoCloseable {
  private static final String DEAD_LETTERS = "dead-letters";
  private static final int FRAME = 5;

  private final StreamPlan plan;
  private final TopologyTestDriver driver;
  private final TestOutputTopic<byte[], byte[]> emitted;
  private final TestOutputTopic<byte[], byte[]> rejected;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new LinkedHashMap<>();
  private final Map<Map<String, String>, Map<String, String>> table = new LinkedHashMap<>();
  private final List<EmittedRow> changes = new ArrayList<>();
  private final List<String> rejects = new ArrayList<>();

  public ViewDriver(StreamPlan plan, ViewTopology.StateKind state) {
    this.plan = plan;
    ViewTopology topology =
        new ViewTopology(plan, new Emission(1, 2), new ViewMeters(), state, DEAD_LETTERS);
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "trial-" + plan.name());
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    config.put("processing.exception.handler.global.enabled", true);
    // Never that of another run: state left there would be counted again.
    config.put(
        StreamsConfig.STATE_DIR_CONFIG,
        Path.of(System.getProperty("java.io.tmpdir"), "sluice-trial-" + UUID.randomUUID())
            .toString());
    this.driver = new TopologyTestDriver(topology.build(), config, Instant.EPOCH);
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    this.emitted = driver.createOutputTopic(plan.header().topic(), bytes, bytes);
    this.rejected = driver.createOutputTopic(DEAD_LETTERS, bytes, bytes);
  }

  /**
   * Sends a record.
   *
   * @param timestamp milliseconds since 1970
   */
  public void send(String topic, byte[] key, byte[] value, long timestamp) {
    inputs
        .computeIfAbsent(
            topic,
            name ->
                driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()))
        .pipeInput(key, value, timestamp);
    take();
  }

  private void take() {
    for (TestRecord<byte[], byte[]> record : emitted.readRecordsToList()) {
      EmittedRow row = row(record);
      changes.add(row);
      if (row.key().isEmpty()) {
        continue;
      }
      if (row.values().isEmpty()) {
        table.remove(row.key());
      } else {
        table.put(row.key(), row.values());
      }
    }
    for (TestRecord<byte[], byte[]> record : rejected.readRecordsToList()) {
      Header reason = record.headers().lastHeader("__connect.errors.exception.message");
      rejects.add(new String(reason.value(), StandardCharsets.UTF_8));
    }
  }

  private EmittedRow row(TestRecord<byte[], byte[]> record) {
    Map<String, String> key =
        plan.keySchema().map(schema -> values(schema, record.key())).orElse(Map.of());
    Map<String, String> values =
        record.value() == null ? Map.of() : values(plan.valueSchema(), record.value());
    return new EmittedRow(key, values);
  }

  private Map<String, String> values(Schema schema, byte[] framed) {
    try {
      GenericDatumReader<GenericRecord> reader =
          new GenericDatumReader<>(schema, schema, new GenericData());
      GenericRecord record =
          reader.read(
              null, DecoderFactory.get().binaryDecoder(framed, FRAME, framed.length - FRAME, null));
      Map<String, String> values = new LinkedHashMap<>();
      schema
          .getFields()
          .forEach(
              field ->
                  values.put(
                      field.name(), ValueText.of(type(field.name()), record.get(field.pos()))));
      return values;
    } catch (IOException e) {
      throw new IllegalStateException("a record that the view has emitted cannot be read", e);
    }
  }

  private SqlType type(String column) {
    return plan.columns().stream()
        .filter(c -> c.name().equals(column))
        .findFirst()
        .map(OutputColumn::type)
        .orElseThrow();
  }

  /** What a reader of the topic knows in the end: of each group the newest row, or all rows. */
  public List<Map<String, String>> table() {
    return plan.keySchema().isPresent()
        ? List.copyOf(table.values())
        : changes.stream().map(EmittedRow::values).toList();
  }

  /** Everything that was emitted, in order. */
  public List<EmittedRow> changes() {
    return List.copyOf(changes);
  }

  /** Reasons of the dead letters, in order. */
  public List<String> rejects() {
    return List.copyOf(rejects);
  }

  @Override
  public void close() {
    driver.close();
  }
}
