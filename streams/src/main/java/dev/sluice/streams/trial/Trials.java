// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.trial;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.decoders.json.JsonFormat;
import dev.sluice.streams.expression.SqlType;
import dev.sluice.streams.sql.EmitHeader;
import dev.sluice.streams.sql.QueryReader;
import dev.sluice.streams.sql.StreamQuery;
import dev.sluice.streams.topology.SourceTable;
import dev.sluice.streams.topology.StreamPlan;
import dev.sluice.streams.topology.ViewTopology;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs files of cases: emitted views as their topology, the others as SQL in DuckDB. */
public final class Trials implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SqlParser parser;

  public Trials() {
    try {
      parser = SqlParser.open();
    } catch (SQLException e) {
      throw new RefusedException("DuckDB does not start: " + e.getMessage(), e);
    }
  }

  /**
   * Runs all cases of a file.
   *
   * @throws RefusedException if the file or its view cannot be used; says where and why
   */
  public List<CaseResult> run(Path file) throws IOException {
    TrialFile trial = TrialFile.read(file);
    Path path = trial.view();
    if (!Files.isRegularFile(path)) {
      throw new RefusedException(file + ": there is no view " + path);
    }
    String name = path.getFileName().toString().replaceFirst("\\.sql$", "");
    ViewDefinition view = new ViewDefinition(name, Files.readString(path));
    try {
      Optional<EmitHeader> header = EmitHeader.of(view);
      return header.isPresent()
          ? runEmitted(file, trial, view, header.get())
          : runKept(file, trial, view);
    } catch (ViewRefusal e) {
      throw new RefusedException(path + ": " + e.getMessage(), e);
    }
  }

  private List<CaseResult> runEmitted(
      Path file, TrialFile trial, ViewDefinition view, EmitHeader header) throws ViewRefusal {
    StreamQuery query = QueryReader.read(parser, view);
    SourceTable stream = source(file, trial, header, query.table());
    Optional<SourceTable> table =
        query.join().map(join -> source(file, trial, header, join.table()));
    StreamPlan plan = StreamPlan.of(parser, view, header, stream, table);
    List<CaseResult> results = new ArrayList<>();
    for (TrialFile.Case one : trial.cases()) {
      long start = System.nanoTime();
      Outcome outcome = emitted(plan, trial, one);
      results.add(result(file, one, start, outcome));
    }
    return results;
  }

  private static SourceTable source(Path file, TrialFile trial, EmitHeader header, String name) {
    Map<String, SqlType> columns = trial.topics().getOrDefault(name, header.columns());
    if (columns.isEmpty()) {
      throw new RefusedException(
          file
              + ": the columns of topic "
              + name
              + " are not known; add topics: {"
              + name
              + ": {order_id: BIGINT}}");
    }
    return SourceTable.declared(name, new JsonFormat(), columns);
  }

  private static Outcome emitted(StreamPlan plan, TrialFile trial, TrialFile.Case one) {
    try (ViewDriver driver = new ViewDriver(plan, ViewTopology.StateKind.MEMORY)) {
      long time = 0;
      for (TrialFile.Sent sent : one.in()) {
        Map<String, SqlType> columns =
            trial.topics().getOrDefault(sent.topic(), plan.header().columns());
        driver.send(sent.topic(), key(sent), value(sent, columns), time++);
      }
      return new Outcome(driver.table(), driver.rejects());
    }
  }

  /** The first column's text, which is a table's key. */
  private static byte[] key(TrialFile.Sent sent) {
    return sent.row().values().stream()
        .findFirst()
        .flatMap(value -> value)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .orElse(null);
  }

  private static byte[] value(TrialFile.Sent sent, Map<String, SqlType> columns) {
    if (sent.row().isEmpty()) {
      return sent.raw().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    }
    ObjectNode object = JSON.createObjectNode();
    sent.row()
        .forEach(
            (column, value) ->
                value.ifPresentOrElse(
                    text -> put(object, column, text, columns.get(column)),
                    () -> object.putNull(column)));
    return object.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** As a number where it is one, so that no digit is lost on the way. */
  private static void put(ObjectNode object, String column, String text, SqlType type) {
    boolean number =
        type != null
            && switch (type.kind()) {
              case TINYINT, SMALLINT, INTEGER, BIGINT, HUGEINT, FLOAT, DOUBLE, DECIMAL -> true;
              case BOOLEAN, VARCHAR, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, INTERVAL, NULL -> false;
            };
    if (number && text.matches("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
      object.put(column, new java.math.BigDecimal(text));
    } else if (type != null
        && type.kind() == SqlType.Kind.BOOLEAN
        && (text.equals("true") || text.equals("false"))) {
      object.put(column, text.equals("true"));
    } else {
      object.put(column, text);
    }
  }

  private static List<CaseResult> runKept(Path file, TrialFile trial, ViewDefinition view) {
    List<CaseResult> results = new ArrayList<>();
    try (KeptView kept = KeptView.open(file, trial, view)) {
      for (TrialFile.Case one : trial.cases()) {
        long start = System.nanoTime();
        results.add(result(file, one, start, kept.run(one)));
      }
    } catch (SQLException e) {
      throw new RefusedException(trial.view() + ": " + e.getMessage(), e);
    }
    return results;
  }

  private static CaseResult result(Path file, TrialFile.Case one, long start, Outcome outcome) {
    double millis = (System.nanoTime() - start) / 1e6;
    return new CaseResult(
        file.toString(), one.line(), one.name(), millis, Differences.of(one, outcome));
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not stop", e);
    }
  }
}
