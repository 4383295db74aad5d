// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.pipeline.PipelineFile.Emitted;
import dev.sluice.runtime.pipeline.PipelineFile.View;
import dev.sluice.streams.sql.EmitHeader;
import dev.sluice.views.Base;
import dev.sluice.views.Finality;
import dev.sluice.views.SqlParser;
import dev.sluice.views.TableReferences;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewGraph;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.KeptHeader;
import dev.sluice.warehouse.LayersHeader;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the SQL files that a pipeline file lists as views. */
final class ViewFiles {
  private final Path pipelineFile;
  private final Mistakes mistakes;
  private final List<Base> tables = new ArrayList<>();
  private final List<ViewFile> files = new ArrayList<>();
  private final List<Emitted> emitted = new ArrayList<>();
  private final List<View> layered = new ArrayList<>();
  private final List<Refreshed> refreshed = new ArrayList<>();
  private SectionValues root;
  private Map<String, SectionValues> topics = Map.of();

  ViewFiles(Path pipelineFile, Mistakes mistakes) {
    this.pipelineFile = pipelineFile;
    this.mistakes = mistakes;
  }

  /** The views that are there, by where they live. */
  record Found(List<View> kept, List<Emitted> emitted) {}

  /** The views that are there; the others are told as mistakes. */
  Found read(SectionValues file) {
    root = file;
    topics = root.named().get(PipelineSettings.TOPICS);
    root.named()
        .get(PipelineSettings.WAREHOUSE_TABLES)
        .forEach((table, values) -> tables.add(table(TableName.parse(table), values)));
    Map<String, Position> names = new HashMap<>();
    root.named()
        .get(PipelineSettings.WAREHOUSE_TABLES)
        .forEach((table, values) -> names.put(table.toLowerCase(Locale.ROOT), values.at()));
    for (Given.Item item : items(root)) {
      Path sql = pipelineFile.toAbsolutePath().resolveSibling(item.text()).normalize();
      String name = sql.getFileName().toString().replaceFirst("\\.sql$", "");
      Position taken = names.putIfAbsent(name.toLowerCase(Locale.ROOT), item.at());
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        mistake(
            item,
            "view '" + item.text() + "' has a file name that cannot name a table",
            "the view is named after its file; letters, digits and _ can be written without quotes",
            "rename the file, for example to sales_by_day.sql");
      } else if (taken != null) {
        mistake(
            item,
            "the view '" + name + "' has the name of another table or view",
            "views are named after their files; that name is taken on line " + taken.line(),
            "rename one of the two");
      } else {
        readOne(item, name, sql);
      }
    }
    List<View> kept = new ArrayList<>(analyzed());
    kept.addAll(layered);
    addRefreshed(kept);
    return new Found(kept, emitted);
  }

  private static Base table(TableName name, SectionValues values) {
    List<String> key = values.find(WarehouseSettings.KEY).orElse(List.of());
    return new Base(name.name(), name.sql(), List.of(), key);
  }

  private void readOne(Given.Item item, String name, Path file) {
    try {
      String sql = Files.readString(file);
      if (sql.isBlank()) {
        mistake(
            item, "view file " + item.text() + " is empty", "it should hold a SELECT", "fill it");
      } else {
        take(item, new ViewDefinition(name, sql), file);
      }
    } catch (IOException e) {
      mistake(
          item,
          "view file " + item.text() + " cannot be read",
          Files.exists(file) ? e.getMessage() : "there is no " + file,
          "create it, or correct its path; it is relative to the pipeline file");
    }
  }

  private void take(Given.Item item, ViewDefinition view, Path file) {
    ViewFile read = new ViewFile(item, view, file);
    try (SqlParser parser = SqlParser.open()) {
      Optional<EmitHeader> header = EmitHeader.of(view);
      if (header.isPresent()) {
        new EmittedChecks(topics, mistakes)
            .emitted(parser, item, view, file, header.get())
            .ifPresent(emitted::add);
        return;
      }
      Optional<LayersHeader> layers = LayersHeader.of(view);
      if (layers.isPresent()) {
        new LayeredChecks(root, mistakes)
            .layered(parser, item, view, file, layers.get())
            .ifPresent(layered::add);
        return;
      }
      Optional<Duration> refresh = KeptHeader.refresh(view);
      if (refresh.isPresent()) {
        Set<String> reads = TableReferences.of(parser, view).names();
        refreshed.add(new Refreshed(read, refresh.get(), reads));
      } else {
        files.add(read);
      }
    } catch (ViewRefusal e) {
      refuse(read, e);
    } catch (SQLException e) {
      throw new StartupException("The SQL parser does not start: " + e.getMessage(), e);
    }
  }

  /** A view that is computed as a whole, and the names that it reads. */
  private record Refreshed(ViewFile file, Duration every, Set<String> reads) {
    boolean reads(String name) {
      return reads.contains(name.toLowerCase(Locale.ROOT));
    }
  }

  /** Each after those that it reads, in whatever order they are listed. */
  private void addRefreshed(List<View> kept) {
    List<Refreshed> waiting = new ArrayList<>(refreshed);
    boolean found = true;
    while (found) {
      Optional<Refreshed> next =
          waiting.stream()
              .filter(view -> waiting.stream().noneMatch(w -> view.reads(w.file().view().name())))
              .findFirst();
      found = next.isPresent();
      next.ifPresent(view -> kept(view, kept).ifPresent(kept::add));
      next.ifPresent(waiting::remove);
    }
    for (Refreshed view : waiting) {
      mistake(
          view.file().item(),
          "the view '" + view.file().view().name() + "' reads itself, or through other views",
          "it would wait for itself",
          "read the tables that it is to be made of");
    }
  }

  private Optional<View> kept(Refreshed view, List<View> others) {
    Set<String> sources = new HashSet<>();
    tables.stream()
        .map(base -> base.name().toLowerCase(Locale.ROOT))
        .filter(view::reads)
        .forEach(sources::add);
    others.stream()
        .filter(other -> view.reads(other.name()))
        .forEach(other -> sources.addAll(other.tables()));
    ViewFile file = view.file();
    if (sources.isEmpty()) {
      mistake(
          file.item(),
          "the view '" + file.view().name() + "' reads no table of the pipeline",
          "it is refreshed by the tasks of the warehouse tables that it reads",
          "read one of "
              + String.join(", ", tables.stream().map(Base::name).toList())
              + ", or a view over one");
      return Optional.empty();
    }
    return Optional.of(
        new View(
            file.view().name(),
            file.file(),
            file.view().sql(),
            sources,
            Optional.empty(),
            Optional.of(view.every())));
  }

  /** All views that can be kept; one that reads a refused one is left out without a word. */
  private List<View> analyzed() {
    if (tables.isEmpty()) {
      // What is wrong is that there are none, and that is told elsewhere.
      return files.stream()
          .map(
              f ->
                  new View(
                      f.view().name(),
                      f.file(),
                      f.view().sql(),
                      Set.of(),
                      Optional.empty(),
                      Optional.empty()))
          .toList();
    }
    try (SqlParser parser = SqlParser.open()) {
      Set<String> refused = new HashSet<>();
      while (true) {
        try {
          ViewGraph graph =
              ViewGraph.of(parser, files.stream().map(ViewFile::view).toList(), tables);
          return files.stream().map(file -> view(file, graph)).toList();
        } catch (ViewRefusal e) {
          ViewFile file = files.stream().filter(f -> f.is(e.view())).findFirst().orElseThrow();
          files.remove(file);
          boolean follows = refused.stream().anyMatch(n -> e.construct().equals("table " + n));
          if (!follows) {
            refuse(file, e);
          }
          refused.add(e.view());
        }
      }
    } catch (SQLException e) {
      throw new StartupException("The SQL parser does not start: " + e.getMessage(), e);
    }
  }

  private View view(ViewFile file, ViewGraph graph) {
    String name = file.view().name();
    graph.finality(name).ifPresent(end -> requireTime(file, end));
    return new View(
        name,
        file.file(),
        file.view().sql(),
        graph.sourcesOf(name),
        Optional.empty(),
        Optional.empty());
  }

  /** By the watermark of which time a view is to tell what is final has to be known. */
  private void requireTime(ViewFile file, Finality end) {
    for (var table : root.named().get(PipelineSettings.WAREHOUSE_TABLES).entrySet()) {
      String topic = table.getValue().find(PipelineSettings.TABLE_TOPIC).orElse(table.getKey());
      Optional<String> time =
          Optional.ofNullable(topics.get(topic)).flatMap(t -> t.find(PipelineSettings.TOPIC_TIME));
      boolean read = TableName.parse(table.getKey()).name().equalsIgnoreCase(end.table());
      if (read && time.filter(end.time()::equalsIgnoreCase).isEmpty()) {
        mistake(
            file.item(),
            "view "
                + file.view().name()
                + " is to tell which groups are final by "
                + end.time()
                + ", and topic "
                + topic
                + (time.isEmpty() ? " does not say its event time" : " has the time " + time.get()),
            "a group is final when the topic's watermark has passed it",
            "set topics." + topic + ".time: " + end.time());
      }
    }
  }

  private void refuse(ViewFile file, ViewRefusal e) {
    mistake(
        file.item(),
        "view "
            + file.item().text()
            + ", line "
            + e.line()
            + ", column "
            + e.column()
            + ": "
            + e.construct()
            + " "
            + e.why(),
        "a view must stay equal to its SELECT with every row that lands, late or repeated",
        e.whatNow());
  }

  /** A view as it was read. */
  private record ViewFile(Given.Item item, ViewDefinition view, Path file) {
    boolean is(String name) {
      return view.name().equals(name);
    }
  }

  private static List<Given.Item> items(SectionValues root) {
    Given given = root.given().get(PipelineSettings.VIEWS.name());
    if (given == null || !given.items().isEmpty()) {
      return given == null ? List.of() : given.items();
    }
    return root.find(PipelineSettings.VIEWS).orElse(List.of()).stream()
        .map(text -> new Given.Item(given.value(), text))
        .toList();
  }

  private void mistake(Given.Item item, String what, String why, String now) {
    mistakes.add(item.at(), PipelineSettings.VIEWS.name(), what, why, now);
  }
}
