// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.DecoderSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A pipeline as its file describes it, checked and with all paths resolved.
 *
 * @param tasks per table
 * @param memory bytes that may wait in one process
 * @param warehouse empty if the file has none
 */
public record PipelineFile(
    Path file,
    String name,
    int tasks,
    long memory,
    Kafka kafka,
    Registry registry,
    List<Topic> topics,
    List<LakeTable> lake,
    Optional<Warehouse> warehouse,
    List<View> views,
    Http http) {

  public PipelineFile {
    topics = List.copyOf(topics);
    lake = List.copyOf(lake);
    views = List.copyOf(views);
  }

  /**
   * Reads and checks a file.
   *
   * @param file also what the views' paths are relative to
   * @param data what relative lake locations and DuckDB files are relative to
   * @param environment what {@code ${env:NAME}} refers to
   * @throws IOException if the file itself cannot be read
   */
  public static Reading read(Path file, Path data, Map<String, String> environment)
      throws IOException {
    return PipelineReader.read(file, data, environment);
  }

  /** The topic of that name; tables name declared topics only. */
  public Topic topic(String topicName) {
    return topics.stream()
        .filter(topic -> topic.name().equals(topicName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no topic " + topicName));
  }

  /**
   * Where the topics are.
   *
   * @param bootstrapServers empty for a broker in this process
   * @param client further properties of Kafka's clients; may hold secrets
   */
  public record Kafka(Optional<String> bootstrapServers, Map<String, String> client) {
    public Kafka {
      client = Map.copyOf(client);
    }

    @Override
    public String toString() {
      return "Kafka[bootstrapServers=" + bootstrapServers + ", client=" + client.keySet() + "]";
    }
  }

  /**
   * Where the schemas are.
   *
   * @param urls tried in turn; empty for a registry in this process
   */
  public record Registry(List<String> urls, Optional<String> user, Optional<Secret> password) {
    public Registry {
      urls = List.copyOf(urls);
    }

    /** {@code user:password}, or nothing. */
    public String userInfo() {
      return user.map(u -> u + ":" + password.map(Secret::value).orElse("")).orElse("");
    }
  }

  /**
   * A topic that tables read.
   *
   * @param partitions if it is created
   * @param replication if it is created; empty for the broker's default
   */
  public record Topic(
      String name, DecoderSettings.Format format, int partitions, OptionalInt replication) {}

  /**
   * A table of files.
   *
   * @param location an absolute folder
   * @param settings what the file says about it, as texts by the names of {@link
   *     dev.sluice.lake.LakeSettings}, the location resolved
   */
  public record LakeTable(String name, String topic, Path location, Map<String, String> settings) {
    public LakeTable {
      settings = Map.copyOf(settings);
    }

    /** The settings as values. */
    public Settings values() {
      return new Settings(settings);
    }
  }

  /**
   * The database and its tables.
   *
   * @param url JDBC address; a DuckDB file is absolute
   */
  public record Warehouse(
      String url, Optional<String> user, Optional<Secret> password, List<WarehouseTable> tables) {
    public Warehouse {
      tables = List.copyOf(tables);
    }

    /** The DuckDB file; empty for another database. */
    public Optional<Path> duckDbFile() {
      return url.startsWith(WarehouseUrl.DUCKDB)
          ? Optional.of(Path.of(WarehouseUrl.file(url)))
          : Optional.empty();
    }
  }

  /**
   * A table of the warehouse.
   *
   * @param key empty in insert mode, unless given
   * @param interval longest time rows wait for the next transaction
   */
  public record WarehouseTable(
      String name, String topic, PipelineSettings.Mode mode, List<String> key, Duration interval) {
    public WarehouseTable {
      key = List.copyOf(key);
    }
  }

  /**
   * A view of the warehouse.
   *
   * @param name the file's, without {@code .sql}
   */
  public record View(String name, Path file, String sql) {}

  /**
   * Where metrics, health and status are served.
   *
   * @param port 0 for a free one
   */
  public record Http(String host, int port) {}

  /**
   * What came of reading a file: the pipeline, or every mistake.
   *
   * @param mistakes in the order of the file; none if there is a pipeline
   */
  public record Reading(Optional<PipelineFile> pipeline, List<Mistake> mistakes) {
    public Reading {
      mistakes = List.copyOf(mistakes);
    }
  }
}
