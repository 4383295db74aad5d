// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline file without mistakes.
 *
 * @param top settings at the top of the file
 * @param kafkaClient further properties of Kafka clients; may hold secrets
 * @param registryUserInfo {@code user:password}; empty without
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
   * @param base the warehouse table it reads
   */
  public record View(String name, Path file, String sql, String base) {}

  /** The views over a warehouse table. */
  public List<View> viewsOver(Section table) {
    return views.stream().filter(view -> view.base().equals(table.name())).toList();
  }

  /** The topic a table is made of. */
  public Section topicOf(Section table) {
    return topics.stream()
        .filter(topic -> topic.name().equals(table.topic()))
        .findFirst()
        .orElseThrow();
  }
}
