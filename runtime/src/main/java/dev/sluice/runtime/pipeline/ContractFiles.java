// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.decoders.contract.Contract;
import dev.sluice.decoders.contract.ContractReader;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.formats.Format;
import dev.sluice.warehouse.Mode;
import dev.sluice.warehouse.WarehouseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the contracts that topics name, and checks that the tables can keep to them. */
final class ContractFiles {
  private final Path pipelineFile;
  private final SectionValues root;
  private final Mistakes mistakes;

  ContractFiles(Path pipelineFile, SectionValues root, Mistakes mistakes) {
    this.pipelineFile = pipelineFile;
    this.root = root;
    this.mistakes = mistakes;
  }

  /**
   * Each topic's contract as JSON in one line; those that are not in order are told as mistakes.
   */
  Map<String, String> read() {
    Map<String, String> contracts = new LinkedHashMap<>();
    root.named()
        .get(PipelineSettings.TOPICS)
        .forEach(
            (topic, values) ->
                values
                    .find(PipelineSettings.TOPIC_CONTRACT)
                    .flatMap(file -> readOne(topic, values, file))
                    .ifPresent(json -> contracts.put(topic, json)));
    return contracts;
  }

  private Optional<String> readOne(String topic, SectionValues values, String name) {
    Path file = pipelineFile.toAbsolutePath().resolveSibling(name).normalize();
    try {
      String json = json(Files.readString(file));
      Contract contract =
          ContractReader.read(
              json, topic, values.settings("").get(PipelineSettings.TOPIC_VIOLATION));
      tables(topic, values, contract);
      return Optional.of(json);
    } catch (IOException e) {
      mistake(
          values,
          "contract " + name + " of topic '" + topic + "' cannot be read",
          Files.exists(file) ? String.valueOf(e.getMessage()) : "there is no " + file,
          "create it, or correct its path; it is relative to the pipeline file");
    } catch (YamlEngineException | RefusedException e) {
      mistake(
          values,
          "contract " + name + " of topic '" + topic + "' cannot be kept",
          e.getMessage().strip().replaceAll("\\s+", " "),
          "correct the contract; docs/contracts.md lists what is kept");
    }
    return Optional.empty();
  }

  /** YAML as JSON in one line. */
  static String json(String yaml) throws JsonProcessingException {
    Object tree =
        new Load(LoadSettings.builder().setLabel("contract").build()).loadFromString(yaml);
    return new ObjectMapper().writeValueAsString(tree);
  }

  private void tables(String topic, SectionValues values, Contract contract) {
    of(topic, PipelineSettings.LAKE_TABLES)
        .forEach(
            (name, table) -> {
              if (table.find(FormatSettings.FORMAT).filter(f -> f == Format.RAW).isPresent()) {
                mistake(
                    values,
                    "lake table '"
                        + name
                        + "' keeps whole records of topic '"
                        + topic
                        + "', which has a contract",
                    "whole records are not decoded, so no rule could be held against them, and the"
                        + " lake would have rows that the warehouse rejects",
                    "give the table another format, or remove the contract");
              }
            });
    if (!contract.key().isEmpty()) {
      unique(topic, values, contract.key());
    }
  }

  /** Only a table that is upserted by a key has each key once. */
  private void unique(String topic, SectionValues values, List<String> key) {
    Map<String, SectionValues> tables = of(topic, PipelineSettings.WAREHOUSE_TABLES);
    boolean kept =
        !tables.isEmpty()
            && tables.values().stream()
                .allMatch(
                    table ->
                        table.find(WarehouseSettings.MODE).filter(m -> m == Mode.UPSERT).isPresent()
                            && Set.copyOf(table.find(WarehouseSettings.KEY).orElse(List.of()))
                                .equals(Set.copyOf(key)));
    if (!kept) {
      mistake(
          values,
          "the contract of topic '"
              + topic
              + "' says that "
              + String.join(", ", key)
              + " is unique",
          "no record can be judged by itself for that; a warehouse table has each key once if it is"
              + " in mode upsert with exactly that key",
          "set mode: upsert and key: ["
              + String.join(", ", key)
              + "] for every warehouse table of the topic, or remove unique and primaryKey");
    }
  }

  private Map<String, SectionValues> of(String topic, String tables) {
    Map<String, SectionValues> found = new LinkedHashMap<>();
    root.named()
        .get(tables)
        .forEach(
            (name, table) -> {
              if (table.find(PipelineSettings.TABLE_TOPIC).orElse(name).equals(topic)) {
                found.put(name, table);
              }
            });
    return found;
  }

  private void mistake(SectionValues topic, String what, String why, String now) {
    mistakes.add(
        topic.place(PipelineSettings.TOPIC_CONTRACT),
        PipelineSettings.TOPIC_CONTRACT.name(),
        what,
        why,
        now);
  }
}
