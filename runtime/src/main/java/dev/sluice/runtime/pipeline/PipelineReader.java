// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import static dev.sluice.runtime.pipeline.PipelineSettings.KAFKA_CLIENT;
import static dev.sluice.runtime.pipeline.PipelineSettings.LAKE_TABLES;
import static dev.sluice.runtime.pipeline.PipelineSettings.TOPICS;
import static dev.sluice.runtime.pipeline.PipelineSettings.WAREHOUSE_TABLES;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.runtime.pipeline.PipelineFile.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** File to pipeline: read the tree, check every value, check across the parts, build. */
final class PipelineReader {
  private final Path file;
  private final Path data;
  private final SectionValues root;

  private PipelineReader(Path file, Path data, SectionValues root) {
    this.file = file;
    this.data = data;
    this.root = root;
  }

  static Reading read(Path file, Path data, Map<String, String> environment) throws IOException {
    Mistakes mistakes = new Mistakes(file);
    // decoded leniently: a wrong byte is told as YAML's mistake, with its place
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    Optional<MappingNode> tree = YamlTree.read(text, mistakes);
    if (tree.isEmpty()) {
      return new Reading(Optional.empty(), mistakes.inOrder());
    }
    SectionReader reader =
        new SectionReader(
            PipelineSettings.ROOT, "", Position.START, new Environment(environment), mistakes);
    reader.readMap("", tree.get());
    SectionValues root = reader.finish();
    List<PipelineFile.View> views = new ViewFiles(file, mistakes).read(root);
    new PipelineChecks(root, data, mistakes).check(views);
    List<Mistake> found = mistakes.inOrder();
    return new Reading(
        found.isEmpty()
            ? Optional.of(new PipelineReader(file, data, root).build(views))
            : Optional.empty(),
        found);
  }

  private PipelineFile build(List<PipelineFile.View> views) {
    Settings settings = root.settings();
    return new PipelineFile(
        file,
        settings.get(PipelineSettings.NAME),
        Math.toIntExact(settings.get(PipelineSettings.TASKS)),
        settings.get(PipelineSettings.MEMORY),
        new PipelineFile.Kafka(
            settings.find(PipelineSettings.BOOTSTRAP_SERVERS), root.texts(KAFKA_CLIENT)),
        new PipelineFile.Registry(
            settings.find(PipelineSettings.REGISTRY_URL).orElse(List.of()),
            settings.find(PipelineSettings.REGISTRY_USER),
            settings.find(PipelineSettings.REGISTRY_PASSWORD).map(Secret::new)),
        topics(),
        lake(),
        settings.find(PipelineSettings.WAREHOUSE_URL).map(url -> warehouse(url, settings)),
        views,
        new PipelineFile.Http(
            settings.get(PipelineSettings.HTTP_HOST),
            Math.toIntExact(settings.get(PipelineSettings.HTTP_PORT))));
  }

  private List<PipelineFile.Topic> topics() {
    return root.named().get(TOPICS).entrySet().stream()
        .map(entry -> topic(entry.getKey(), entry.getValue().settings()))
        .toList();
  }

  private static PipelineFile.Topic topic(String name, Settings settings) {
    Optional<Long> replication = settings.find(PipelineSettings.TOPIC_REPLICATION);
    return new PipelineFile.Topic(
        name,
        settings.get(PipelineSettings.TOPIC_FORMAT),
        Math.toIntExact(settings.get(PipelineSettings.TOPIC_PARTITIONS)),
        replication.isPresent()
            ? OptionalInt.of(Math.toIntExact(replication.get()))
            : OptionalInt.empty());
  }

  private List<PipelineFile.LakeTable> lake() {
    return root.named().get(LAKE_TABLES).entrySet().stream()
        .map(entry -> lakeTable(entry.getKey(), entry.getValue()))
        .toList();
  }

  private PipelineFile.LakeTable lakeTable(String name, SectionValues values) {
    Path location =
        data.resolve(values.settings().get(LakeSettings.LOCATION)).toAbsolutePath().normalize();
    Map<String, String> texts = new HashMap<>(values.texts());
    texts.remove(PipelineSettings.TABLE_TOPIC.name());
    texts.put(LakeSettings.TABLE.name(), name);
    texts.put(LakeSettings.LOCATION.name(), location.toString());
    return new PipelineFile.LakeTable(name, topicOf(name, values), location, texts);
  }

  private PipelineFile.Warehouse warehouse(String url, Settings settings) {
    return new PipelineFile.Warehouse(
        WarehouseUrl.resolve(url, data),
        settings.find(PipelineSettings.WAREHOUSE_USER),
        settings.find(PipelineSettings.WAREHOUSE_PASSWORD).map(Secret::new),
        root.named().get(WAREHOUSE_TABLES).entrySet().stream()
            .map(entry -> warehouseTable(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static PipelineFile.WarehouseTable warehouseTable(String name, SectionValues values) {
    Settings settings = values.settings();
    return new PipelineFile.WarehouseTable(
        name,
        topicOf(name, values),
        settings.get(PipelineSettings.MODE),
        settings.get(PipelineSettings.KEY),
        settings.get(PipelineSettings.INTERVAL));
  }

  private static String topicOf(String table, SectionValues values) {
    return values.settings().find(PipelineSettings.TABLE_TOPIC).orElse(table);
  }
}
