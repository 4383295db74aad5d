package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Problem;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.warehouse.WarehouseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reads a pipeline file, and tells every mistake in it at once. */
public final class PipelineReader {
  private static final String CLIENT = "kafka.client.";
  private static final List<String> NAMED = List.of("topics.", "lake.tables.", "warehouse.tables.");

  private final Path path;
  private final String shown;
  private final Map<String, Entry> entries;
  private final List<Mistake> mistakes = new ArrayList<>();
  private final Map<String, String> used = new LinkedHashMap<>();

  private PipelineReader(Path path, YamlEntries yaml) {
    this.path = path;
    this.shown = path.toString();
    this.entries = yaml.entries();
    this.mistakes.addAll(yaml.mistakes());
  }

  /**
   * Reads the file.
   *
   * @throws MistakesException with all mistakes
   * @throws IOException if there is no such file
   */
  public static PipelineFile read(Path path) throws IOException, MistakesException {
    return read(path, System::getenv);
  }

  /** As {@link #read(Path)}, with the environment given. */
  static PipelineFile read(Path path, UnaryOperator<String> environment) throws IOException, MistakesException {
    YamlEntries yaml = new YamlEntries(path.toString(), environment);
    yaml.read(Files.readString(path));
    PipelineReader reader = new PipelineReader(path, yaml);
    boolean legible = yaml.entries().isEmpty() && !yaml.mistakes().isEmpty();
    Optional<PipelineFile> file = legible ? Optional.empty() : Optional.of(reader.file());
    if (!reader.mistakes.isEmpty()) {
      reader.mistakes.sort(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column));
      throw new MistakesException(reader.mistakes);
    }
    return file.orElseThrow();
  }

  private PipelineFile file() throws IOException {
    Settings top = section("", PipelineSettings.TOP);
    Settings kafka = section("kafka.", PipelineSettings.KAFKA);
    Settings registry = section("schema.registry.", PipelineSettings.SCHEMA_REGISTRY);
    Settings http = section("http.", PipelineSettings.HTTP);
    List<PipelineFile.Section> topics = sections("topics.", PipelineSettings.TOPIC);
    List<PipelineFile.Section> lake = sections("lake.tables.", PipelineSettings.LAKE_TABLE);
    List<PipelineFile.Section> tables = sections("warehouse.tables.", PipelineSettings.WAREHOUSE_TABLE);
    boolean hasWarehouse = entries.keySet().stream().anyMatch(key -> key.startsWith("warehouse."));
    Optional<Settings> warehouse =
        hasWarehouse ? Optional.of(section("warehouse.", PipelineSettings.WAREHOUSE)) : Optional.empty();
    Map<String, String> client = client();
    unknownKeys();
    checkName();
    topicsAreDeclared(lake, topics, "lake.tables.");
    topicsAreDeclared(tables, topics, "warehouse.tables.");
    upsertsHaveKeys(tables);
    if (lake.isEmpty() && tables.isEmpty()) {
      mistake("", new Problem("", "the file names no table", "records need somewhere to go", "add lake.tables or warehouse.tables"));
    }
    List<PipelineFile.View> views = views(tables);
    if (!mistakes.isEmpty()) {
      return null;
    }
    return new PipelineFile(
        top.get(PipelineSettings.NAME),
        top,
        kafka.find(PipelineSettings.BOOTSTRAP),
        client,
        registry.find(PipelineSettings.REGISTRY),
        topics,
        lake,
        warehouse,
        tables,
        views,
        http);
  }

  private Settings section(String prefix, SettingGroup group) {
    return new Settings(texts(prefix, group));
  }

  /** The texts of one section; what is wrong with them becomes mistakes. */
  private Map<String, String> texts(String prefix, SettingGroup group) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Setting<?> setting : group.settings()) {
      Entry entry = entries.get(prefix + setting.name());
      if (entry != null) {
        texts.put(setting.name(), entry.value());
        used.put(entry.key(), "");
      }
    }
    for (Problem problem : group.check(texts)) {
      mistake(prefix + problem.setting(), problem);
    }
    return texts;
  }

  private List<PipelineFile.Section> sections(String prefix, SettingGroup group) {
    List<PipelineFile.Section> sections = new ArrayList<>();
    for (String name : names(prefix)) {
      used.put(prefix + name, "");
      sections.add(new PipelineFile.Section(name, texts(prefix + name + ".", group)));
    }
    return sections;
  }

  private List<String> names(String prefix) {
    return entries.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()).split("\\.", 2)[0])
        .distinct()
        .toList();
  }

  private Map<String, String> client() {
    Map<String, String> client = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.key().startsWith(CLIENT)) {
        client.put(entry.key().substring(CLIENT.length()), entry.value());
        used.put(entry.key(), "");
      }
    }
    return client;
  }

  private void unknownKeys() {
    for (Entry entry : entries.values()) {
      if (!used.containsKey(entry.key())) {
        String nearest = Nearest.to(generic(entry.key()), known());
        mistake(
            entry.key(),
            new Problem(
                entry.key(),
                "there is no setting " + entry.key(),
                "a setting that is not known would be ignored, and you would not get what you meant",
                "did you mean " + specific(nearest, entry.key()) + "?"));
      }
    }
  }

  /** {@code lake.tables.orders.format} as {@code lake.tables.NAME.format}. */
  private static String generic(String key) {
    for (String prefix : NAMED) {
      if (key.startsWith(prefix)) {
        String[] rest = key.substring(prefix.length()).split("\\.", 2);
        return prefix + "NAME" + (rest.length > 1 ? "." + rest[1] : "");
      }
    }
    return key;
  }

  private static String specific(String nearest, String key) {
    for (String prefix : NAMED) {
      if (key.startsWith(prefix) && nearest.startsWith(prefix)) {
        return nearest.replace("NAME", key.substring(prefix.length()).split("\\.", 2)[0]);
      }
    }
    return nearest;
  }

  private static List<String> known() {
    List<String> known = new ArrayList<>();
    for (SettingGroup group : PipelineSettings.ALL) {
      String prefix = group == PipelineSettings.TOP ? "" : group.title() + ".";
      group.settings().forEach(setting -> known.add(prefix + setting.name()));
    }
    return known;
  }

  private void checkName() {
    Entry name = entries.get(PipelineSettings.NAME.name());
    if (name != null && !name.value().matches("[A-Za-z0-9_-]+")) {
      mistake(
          name.key(),
          new Problem(
              name.key(),
              "name '" + name.value() + "' has characters other than letters, digits, - and _",
              "it becomes part of topic and group names",
              "write for example name: orders"));
    }
  }

  private void topicsAreDeclared(
      List<PipelineFile.Section> tables, List<PipelineFile.Section> topics, String prefix) {
    List<String> declared = topics.stream().map(PipelineFile.Section::name).toList();
    for (PipelineFile.Section table : tables) {
      if (!declared.contains(table.topic())) {
        mistake(
            prefix + table.name(),
            new Problem(
                prefix + table.name(),
                "table " + table.name() + " is made of topic " + table.topic() + ", which is not under topics",
                "the topic's format has to be known",
                "add topics: {" + table.topic() + ": {format: avro}}"));
      }
    }
  }

  private void upsertsHaveKeys(List<PipelineFile.Section> tables) {
    for (PipelineFile.Section table : tables) {
      boolean upsert = "upsert".equalsIgnoreCase(table.texts().get(WarehouseSettings.MODE.name()));
      if (upsert && table.texts().getOrDefault(WarehouseSettings.KEY.name(), "").isBlank()) {
        mistake(
            "warehouse.tables." + table.name(),
            new Problem(
                "key",
                "table " + table.name() + " is in mode upsert and has no key",
                "the key says which row a record replaces",
                "add key: [order_id], or use mode: insert"));
      }
    }
  }

  private List<PipelineFile.View> views(List<PipelineFile.Section> tables) throws IOException {
    List<PipelineFile.View> views = new ArrayList<>();
    Entry entry = entries.get(PipelineSettings.VIEWS.name());
    if (entry == null) {
      return views;
    }
    for (String item : PipelineSettings.VIEWS.kind().parser().parse(entry.value())) {
      Path file = path.toAbsolutePath().resolveSibling(item);
      String name = file.getFileName().toString().replaceFirst("\\.sql$", "");
      if (!Files.isRegularFile(file)) {
        mistake(entry.key(), new Problem(item, "view file " + item + " is not there", "looked for at " + file, "create it, or correct the path"));
      } else if (tables.stream().anyMatch(table -> table.name().equals(name))) {
        mistake(entry.key(), new Problem(item, "view " + name + " has the name of a table", "both would be the same table of the warehouse", "rename the file"));
      } else {
        views.add(new PipelineFile.View(name, file, Files.readString(file)));
      }
    }
    return views;
  }

  /** Puts a problem where its key stands, or where the nearest thing above it does. */
  private void mistake(String key, Problem problem) {
    Entry at = entries.get(key);
    String above = key;
    while (at == null && !above.isEmpty()) {
      String prefix = above;
      at = entries.values().stream().filter(e -> e.key().startsWith(prefix)).findFirst().orElse(null);
      above = above.contains(".") ? above.substring(0, above.lastIndexOf('.')) : "";
    }
    mistakes.add(new Mistake(shown, at == null ? 1 : at.line(), at == null ? 1 : at.column(), problem));
  }
}
