// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads a pipeline file, and tells every mistake in it at once. */
public final class PipelineReader {
  private final SectionValues file;

  private PipelineReader(SectionValues file) {
    this.file = file;
  }

  /**
   * Reads the file.
   *
   * @throws MistakesException with all mistakes, in the order of the file
   * @throws IOException if the file itself cannot be read
   */
  public static PipelineFile read(Path path) throws IOException, MistakesException {
    return read(path, System::getenv);
  }

  /** As {@link #read(Path)}, with the environment given; it answers null for what is not set. */
  static PipelineFile read(Path path, UnaryOperator<String> environment)
      throws IOException, MistakesException {
    Mistakes mistakes = new Mistakes(path.toString());
    // decoded leniently: a wrong byte is told as YAML's mistake, with its place
    String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    Optional<MappingNode> tree = YamlTree.read(text, mistakes);
    if (tree.isEmpty()) {
      throw new MistakesException(mistakes.inOrder());
    }
    SectionReader reader =
        new SectionReader(
            PipelineSettings.FILE, "", Position.START, new Environment(environment), mistakes);
    reader.readMap("", tree.get());
    SectionValues file = reader.finish();
    ViewFiles.Found views = new ViewFiles(path, mistakes).read(file);
    Map<String, String> contracts = new ContractFiles(path, file, mistakes).read();
    new PipelineChecks(file, mistakes).check(views);
    List<Mistake> found = mistakes.inOrder();
    if (!found.isEmpty()) {
      throw new MistakesException(found);
    }
    return new PipelineReader(file).build(views, contracts);
  }

  private PipelineFile build(ViewFiles.Found views, Map<String, String> contracts) {
    Settings top = file.settings("");
    Settings registry = file.settings("schema.registry.");
    Settings warehouse = file.settings("warehouse.");
    return new PipelineFile(
        top.get(PipelineSettings.NAME),
        top,
        file.settings("kafka.").find(PipelineSettings.BOOTSTRAP),
        file.texts(PipelineSettings.KAFKA_CLIENT + "."),
        registry.find(PipelineSettings.REGISTRY),
        userInfo(registry),
        sections(PipelineSettings.TOPICS),
        sections(PipelineSettings.LAKE_TABLES),
        warehouse.isSet(PipelineSettings.WAREHOUSE_URL) ? Optional.of(warehouse) : Optional.empty(),
        sections(PipelineSettings.WAREHOUSE_TABLES),
        views.kept(),
        views.emitted(),
        file.settings("streams."),
        late(),
        contracts,
        file.settings("http."));
  }

  private Settings late() {
    Map<String, String> texts = new HashMap<>();
    file.texts("late.").forEach((name, text) -> texts.put("late." + name, text));
    return new Settings(texts);
  }

  private static String userInfo(Settings registry) {
    Setting<String> password = PipelineSettings.REGISTRY_PASSWORD;
    return registry
        .find(PipelineSettings.REGISTRY_USER)
        .map(user -> user + ":" + registry.find(password).orElse(""))
        .orElse("");
  }

  private List<PipelineFile.Section> sections(String prefix) {
    List<PipelineFile.Section> sections = new ArrayList<>();
    file.named()
        .get(prefix)
        .forEach((name, values) -> sections.add(new PipelineFile.Section(name, values.texts(""))));
    return sections;
  }
}
