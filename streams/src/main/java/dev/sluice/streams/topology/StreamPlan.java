// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.streams.expression.Binder;
import dev.sluice.streams.expression.Expression;
import dev.sluice.streams.expression.ExpressionCompiler;
import dev.sluice.streams.expression.Interval;
import dev.sluice.streams.expression.SqlType;
import dev.sluice.streams.expression.WindowStart;
import dev.sluice.streams.sql.Aggregate;
import dev.sluice.streams.sql.EmitHeader;
import dev.sluice.streams.sql.Item;
import dev.sluice.streams.sql.QueryReader;
import dev.sluice.streams.sql.StreamQuery;
import dev.sluice.streams.sql.Window;
import dev.sluice.views.SqlParser;
import dev.sluice.views.SqlText;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * An emitted view, checked and typed: what a topology is built from. Thread-safe; each task has a
 * program of its own made from it.
 */
public final class StreamPlan {
  private final SqlParser parser;
  private final ViewDefinition view;
  private final EmitHeader header;
  private final StreamQuery query;
  private final SourceTable stream;
  private final Optional<SourceTable> table;
  private final SqlText text;
  private final Binder binder;
  private final Set<String> streamColumns = new HashSet<>();
  private final Set<String> tableColumns = new HashSet<>();
  private final List<OutputColumn> columns = new ArrayList<>();
  private Optional<Span> span = Optional.empty();

  /**
   * A window's measures.
   *
   * @param size from beginning to end; the gap of a session
   * @param step from one beginning to the next; the size but for hopping windows
   */
  record Span(Interval size, Interval step) {}

  private StreamPlan(
      SqlParser parser,
      ViewDefinition view,
      EmitHeader header,
      SourceTable stream,
      Optional<SourceTable> table)
      throws ViewRefusal {
    this.parser = parser;
    this.view = view;
    this.header = header;
    this.query = QueryReader.read(parser, view);
    this.stream = stream;
    this.table = table;
    this.text = new SqlText(view.name(), view.select());
    try {
      this.binder = Binder.open(parser);
      binder.table(query.table(), query.alias(), stream.types());
      if (query.join().isPresent()) {
        binder.table(
            query.join().get().table(), query.join().get().alias(), table.orElseThrow().types());
      }
    } catch (SQLException e) {
      throw new RefusedException("The columns of view " + view.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Plans a view.
   *
   * @param stream the topic that it reads
   * @param table the topic that it joins; empty without a join
   * @throws ViewRefusal if there is no topology for it
   */
  public static StreamPlan of(
      SqlParser parser,
      ViewDefinition view,
      EmitHeader header,
      SourceTable stream,
      Optional<SourceTable> table)
      throws ViewRefusal {
    StreamPlan plan = new StreamPlan(parser, view, header, stream, table);
    plan.check();
    return plan;
  }

  /** Compiles everything once: what DuckDB has to say is kept from then on. */
  private void check() throws ViewRefusal {
    span = span();
    for (Item item : query.items()) {
      columns.add(column(item));
    }
    if (isClosing() && span.isEmpty()) {
      throw text.refusal(
          0,
          header.grace().isPresent() ? "-- grace" : "-- emit when: final",
          "needs a window that closes, and no group key is one",
          "group by date_trunc, time_bucket, hop or session of the event time");
    }
    if (header.when() == EmitHeader.When.FINAL && header.grace().isEmpty()) {
      throw text.refusal(
          0,
          "-- emit when: final",
          "needs to know how long to wait for late rows",
          "add a line such as -- grace: 10m");
    }
    RowProgram.compile(this);
  }

  private Optional<Span> span() throws ViewRefusal {
    if (query.window().isEmpty()) {
      return Optional.empty();
    }
    Window window = query.window().get();
    List<JsonNode> arguments = new ArrayList<>();
    window.call().path("arguments").forEach(a -> arguments.add(a.path("expression")));
    return switch (window.kind()) {
      case TUMBLING -> tumbling(window, arguments).map(size -> new Span(size, size));
      case HOPPING -> {
        Interval size = fixed(arguments.get(1));
        Interval step = fixed(arguments.get(2));
        if (size.length() % step.length() != 0) {
          throw text.refusal(
              arguments.get(2),
              "this step",
              "does not divide the window's size, so windows would have no common beginning",
              "write a step that the size is a multiple of");
        }
        yield Optional.of(new Span(size, step));
      }
      case SESSION -> {
        Interval gap = fixed(arguments.get(1));
        yield Optional.of(new Span(gap, gap));
      }
    };
  }

  private Optional<Interval> tumbling(Window window, List<JsonNode> arguments) throws ViewRefusal {
    String function =
        window.call().path("function_name").asText().toLowerCase(java.util.Locale.ROOT);
    Expression first = arguments.isEmpty() ? null : compiler().compile(arguments.get(0));
    return WindowStart.length(function, first);
  }

  private Interval fixed(JsonNode node) throws ViewRefusal {
    if (compiler().compile(node) instanceof Interval interval
        && interval.isFixed()
        && interval.length() > 0) {
      return interval;
    }
    throw text.refusal(
        node,
        text.of(node),
        "is not an interval of one length",
        "write for example INTERVAL '30 minutes'; months differ");
  }

  private ExpressionCompiler compiler() {
    Names names = Names.of(new TableRow(stream, streamColumns), query.alias(), this);
    if (query.join().isPresent()) {
      names.with(new TableRow(table.orElseThrow(), tableColumns), query.join().get().alias());
    }
    return new ExpressionCompiler(parser, binder, text, names);
  }

  private OutputColumn column(Item item) throws ViewRefusal {
    boolean count = item.aggregate().filter(a -> a == Aggregate.COUNT).isPresent();
    SqlType type = type(item);
    if (type.form() == SqlType.Form.NONE) {
      throw text.refusal(
          item.node(), "column " + item.name(), "is of type " + type, "cast it to another type");
    }
    return new OutputColumn(item.name(), type, !count && !isSession(item));
  }

  private boolean isSession(Item item) {
    return query.window().filter(w -> w.kind() == Window.Kind.SESSION).isPresent()
        && query.items().indexOf(item) == query.window().get().item();
  }

  private SqlType type(Item item) throws ViewRefusal {
    boolean named =
        query
            .window()
            .filter(w -> w.kind() != Window.Kind.TUMBLING)
            .filter(w -> query.items().get(w.item()).equals(item))
            .isPresent();
    ExpressionCompiler types = compiler();
    if (!named) {
      // First what it is made of, so that a mistake is told with the smallest part that has it.
      if (item.argument().isPresent()) {
        types.compile(item.argument().get());
      } else if (item.aggregate().isEmpty()) {
        types.compile(item.node());
      }
      return types.type(item.node());
    }
    SqlType time = types.type(query.window().get().time());
    if (!time.isTimestamp()) {
      throw text.refusal(
          query.window().get().time(),
          text.of(query.window().get().time()),
          "is a " + time + " where a window wants a timestamp",
          "cast it to TIMESTAMP");
    }
    return time;
  }

  SqlParser parser() {
    return parser;
  }

  Binder binder() {
    return binder;
  }

  SqlText text() {
    return text;
  }

  /** An expression as its author wrote it, or as the parser writes it. */
  String textOf(JsonNode node) {
    String written = text.of(node);
    return node.path("class").asText().equals("FUNCTION") && !written.isBlank()
        ? written
        : parser.write(node);
  }

  StreamQuery query() {
    return query;
  }

  Optional<Span> windowSpan() {
    return span;
  }

  /** Whether windows close. */
  boolean isClosing() {
    return header.grace().isPresent() || header.when() == EmitHeader.When.FINAL;
  }

  /** Microseconds that a window stays open after its end. */
  long graceMicros() {
    return header.grace().orElseThrow().toNanos() / 1_000;
  }

  void used(SourceTable of, String column) {
    (of.equals(stream) ? streamColumns : tableColumns).add(column);
  }

  Set<String> usedOf(SourceTable of) {
    return of.equals(stream) ? streamColumns : tableColumns;
  }

  public String name() {
    return view.name();
  }

  public EmitHeader header() {
    return header;
  }

  public SourceTable stream() {
    return stream;
  }

  public Optional<SourceTable> table() {
    return table;
  }

  /** All columns, in the order of the SELECT. */
  public List<OutputColumn> columns() {
    return List.copyOf(columns);
  }

  boolean isKey(int column) {
    return query.items().get(column).role() == Item.Role.KEY;
  }

  /** The key's columns: those of the SELECT's group keys, a session's beginning last. */
  List<OutputColumn> keyColumns() {
    List<OutputColumn> keys = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (isKey(i) && !isSession(query.items().get(i))) {
        keys.add(columns.get(i));
      }
    }
    sessionColumn().ifPresent(session -> keys.add(columns.get(session)));
    return keys;
  }

  /** Index of the column that is a session's beginning. */
  Optional<Integer> sessionColumn() {
    return query.window().filter(window -> window.kind() == Window.Kind.SESSION).map(Window::item);
  }

  /** Schema of the emitted records' keys; empty where records keep the keys that they came with. */
  public Optional<Schema> keySchema() {
    return query.isGrouped()
        ? Optional.of(
            OutputColumn.record(view.name() + "_key", "Group of " + view.name(), keyColumns()))
        : Optional.empty();
  }

  /** Schema of the emitted records' values. */
  public Schema valueSchema() {
    return OutputColumn.record(view.name(), "Rows of " + view.name(), columns);
  }

  /** What changes when state could not be read any more, or would mean something else. */
  public String fingerprint() {
    String meaning =
        view.select()
            + '\n'
            + header.when()
            + header.grace()
            + keySchema()
            + valueSchema()
            + stream.topic()
            // Processes that write rows one by one must not read what travels together.
            + (isClosing() && Partials.suit(this) ? "together" : "");
    return String.format("%08x", meaning.hashCode());
  }
}
