// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.contract.Contract;
import dev.sluice.decoders.contract.ContractReader;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A pipeline file without mistakes.
 *
 * @param top settings at the top of the file
 * @param kafkaClient further properties of Kafka clients; may hold secrets
 * @param registryUserInfo {@code user:password}; empty without
 * @param views those kept in the warehouse
 * @param emitted views that run inside Kafka
 * @param late settings of late rows, by the names that a warehouse's tasks know them by
 * @param contracts by topic, each as JSON in one line
 */
public record PipelineFile(
    String name,
    Settings top,
    Optional<String> bootstrapServers,
    Map<String, String> kafkaClient,
    Optional<String> registryUrl,
    String registryUserInfo,
    List<Section> topics,
    List<Section> lakeTables,
    Optional<Settings> warehouse,
    List<Section> warehouseTables,
    List<View> views,
    List<Emitted> emitted,
    Settings streams,
    Settings late,
    Map<String, String> contracts,
    Settings http) {

  /** Without anything that may be secret. */
  @Override
  public String toString() {
    return "pipeline " + name;
  }

  /**
   * A named part of the file: a topic or a table.
   *
   * @param texts what was written, by setting name
   */
  public record Section(String name, Map<String, String> texts) {
    public Settings settings() {
      return new Settings(texts);
    }

    /** The topic of a table. */
    public String topic() {
      return texts.getOrDefault(PipelineSettings.TABLE_TOPIC.name(), name);
    }
  }

  /**
   * A view's file.
   *
   * @param tables the warehouse tables it reads, itself or through other views; lower case
   * @param layers what is to be known of its layers; empty if it is kept in the tables'
   *     transactions
   * @param refresh how often it is computed as a whole; empty if it is kept in the tables'
   *     transactions
   */
  public record View(
      String name,
      Path file,
      String sql,
      Set<String> tables,
      Optional<Layers> layers,
      Optional<Duration> refresh) {
    public View {
      tables = Set.copyOf(tables);
    }
  }

  /**
   * How the batch layer of a view is computed.
   *
   * @param table the warehouse table that it reads
   * @param lake name of the lake table that batches read
   * @param every how often; empty: when asked
   * @param memory that a batch may use, bytes
   */
  public record Layers(String table, String lake, Optional<Duration> every, long memory) {}

  /**
   * A view that is emitted to a topic.
   *
   * @param topic that results go to
   * @param stream the topic that it reads
   * @param table the topic that it joins, if any
   * @param grouped whether its records have groups for keys
   */
  public record Emitted(
      String name,
      Path file,
      String sql,
      String topic,
      String stream,
      Optional<String> table,
      boolean grouped) {}

  /** A topic of the file. */
  public Optional<Section> findTopic(String name) {
    return topics.stream().filter(topic -> topic.name().equals(name)).findFirst();
  }

  /** The views that follow a warehouse table. */
  public List<View> viewsOver(Section table) {
    String name = unqualified(table.name());
    return views.stream().filter(view -> view.tables().contains(name)).toList();
  }

  /** The keys of warehouse tables that some views read; none of one that is inserted into. */
  public Map<String, List<String>> keysOf(List<View> read) {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    for (Section table : warehouseTables) {
      if (read.stream().anyMatch(view -> view.tables().contains(unqualified(table.name())))) {
        keys.put(table.name(), table.settings().find(WarehouseSettings.KEY).orElse(List.of()));
      }
    }
    return keys;
  }

  /** A table's name as views write it, lower case. */
  static String unqualified(String table) {
    return TableName.parse(table).name().toLowerCase(Locale.ROOT);
  }

  /** The contract of a table's topic; empty if it has none. */
  public Optional<Contract> contractOf(Section table) {
    return Optional.ofNullable(contracts.get(table.topic()))
        .map(
            json ->
                ContractReader.read(
                    json,
                    table.topic(),
                    topicOf(table).settings().get(PipelineSettings.TOPIC_VIOLATION)));
  }

  /** The topic a table is made of. */
  public Section topicOf(Section table) {
    return topics.stream()
        .filter(topic -> topic.name().equals(table.topic()))
        .findFirst()
        .orElseThrow();
  }
}
