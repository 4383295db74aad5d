// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.streams.expression.Expression;
import dev.sluice.streams.expression.ExpressionCompiler;
import dev.sluice.streams.expression.SqlType;
import dev.sluice.streams.expression.WindowStart;
import dev.sluice.streams.sql.Item;
import dev.sluice.streams.sql.Join;
import dev.sluice.streams.sql.Window;
import dev.sluice.views.ViewRefusal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is done with each row of a stream; one per task, because it holds the row at hand. */
final class RowProgram {
  private static final BigInteger MOST = BigInteger.TEN.pow(SqlType.MOST_DIGITS);

  private final StreamPlan plan;
  private final TableRow row;
  private final Optional<TableRow> joined;
  private final List<OutputColumn> outputs = new ArrayList<>();
  private final List<Expression> values = new ArrayList<>();
  private final List<OutputColumn> keyColumns = new ArrayList<>();
  private final List<Expression> keys = new ArrayList<>();
  private final List<Measured> measures = new ArrayList<>();
  private Expression where;
  private Expression joinKey;
  private Expression time;
  private WindowStart start;

  /** A measure, and what it is a measure of. */
  private record Measured(Measure measure, Expression argument, Expression filter) {}

  private RowProgram(StreamPlan plan) {
    this.plan = plan;
    this.row = new TableRow(plan.stream(), plan.usedOf(plan.stream()));
    this.joined = plan.table().map(table -> new TableRow(table, plan.usedOf(table)));
  }

  /** Compiles a program. */
  static RowProgram compile(StreamPlan plan) throws ViewRefusal {
    RowProgram program = new RowProgram(plan);
    program.compile();
    return program;
  }

  /** {@link #compile(StreamPlan)} of a view that has been found good. */
  static RowProgram compilePlanned(StreamPlan plan) {
    try {
      return compile(plan);
    } catch (ViewRefusal e) {
      throw new IllegalStateException("a view that has been planned: " + e.getMessage(), e);
    }
  }

  private void compile() throws ViewRefusal {
    Names stream = Names.of(row, plan.query().alias(), plan);
    Optional<Join> join = plan.query().join();
    if (join.isPresent()) {
      joinKey = compiler(stream).compile(join.get().key());
      checkJoin(join.get());
      stream =
          Names.of(row, plan.query().alias(), plan).with(joined.orElseThrow(), join.get().alias());
    }
    ExpressionCompiler compiler = compiler(stream);
    if (plan.query().where().isPresent()) {
      where = compiler.condition(plan.query().where().get());
    }
    Optional<Window> window = plan.query().window();
    if (window.isPresent()) {
      time = compiler.compile(window.get().time());
    }
    for (int i = 0; i < plan.columns().size(); i++) {
      item(compiler, i, plan.query().items().get(i), plan.columns().get(i));
    }
  }

  private void checkJoin(Join join) throws ViewRefusal {
    Names names = Names.of(joined.orElseThrow(), join.alias(), plan);
    SqlType column = compiler(names).compile(join.column()).type();
    if (!JoinKeys.fit(joinKey.type(), column)) {
      throw plan.text()
          .refusal(
              join.key(),
              "this join",
              "sets a " + joinKey.type() + " equal to a " + column,
              "cast the stream's side to the type of the table's column");
    }
  }

  private ExpressionCompiler compiler(Names names) {
    return new ExpressionCompiler(plan.parser(), plan.binder(), plan.text(), names);
  }

  private void item(ExpressionCompiler compiler, int at, Item item, OutputColumn column)
      throws ViewRefusal {
    switch (item.role()) {
      case PLAIN -> {
        outputs.add(column);
        values.add(compiler.compile(item.node()));
      }
      case KEY -> key(compiler, at, item, column);
      case MEASURE -> measures.add(measured(compiler, item, column));
    }
  }

  private void key(ExpressionCompiler compiler, int at, Item item, OutputColumn column)
      throws ViewRefusal {
    Optional<Window> window = plan.query().window().filter(w -> w.item() == at);
    Window.Kind kind = window.map(Window::kind).orElse(Window.Kind.TUMBLING);
    if (kind == Window.Kind.SESSION) {
      return;
    }
    keyColumns.add(column);
    if (kind == Window.Kind.HOPPING) {
      start = new WindowStart(column.type());
      keys.add(start);
    } else {
      keys.add(compiler.compile(item.node()));
    }
  }

  private Measured measured(ExpressionCompiler compiler, Item item, OutputColumn column)
      throws ViewRefusal {
    Optional<JsonNode> argument = item.argument();
    Expression value = argument.isPresent() ? compiler.compile(argument.get()) : null;
    Expression filter = item.filter().isPresent() ? compiler.condition(item.filter().get()) : null;
    SqlType type = value == null ? SqlType.BIGINT : value.type();
    return new Measured(Measure.of(item.aggregate().orElseThrow(), type, column), value, filter);
  }

  /** The measures, in the order of the SELECT. */
  List<Measure> measures() {
    return measures.stream().map(Measured::measure).toList();
  }

  /** Decodes a value. */
  void read(byte[] value) throws MalformedException {
    row.read(value);
  }

  /** Writes what is looked up in the joined table. Null: nothing can match. */
  byte[] joinKey(ByteOutput out) throws MalformedException {
    joinKey.evaluate();
    if (joinKey.isNull()) {
      return null;
    }
    JoinKeys.write(joinKey, out.reset());
    return out.toBytes();
  }

  /** Takes the row of the joined table; null for none. */
  void join(byte[] value) throws MalformedException {
    if (value == null) {
      joined.orElseThrow().readNothing();
    } else {
      joined.orElseThrow().read(value);
    }
  }

  /** Whether the row is one of the view's. */
  boolean matches() throws MalformedException {
    if (where == null) {
      return true;
    }
    where.evaluate();
    return where.isTrue();
  }

  /** Writes the row of a view without groups. */
  void project(ByteOutput out) throws MalformedException {
    for (int i = 0; i < values.size(); i++) {
      values.get(i).evaluate();
      check(values.get(i));
      outputs.get(i).write(values.get(i), out);
    }
  }

  private static void check(Expression value) throws MalformedException {
    if (value.type().kind() == SqlType.Kind.HUGEINT
        && !value.isNull()
        && value.big().abs().compareTo(MOST) >= 0) {
      throw new MalformedException("a HUGEINT of more than 38 digits fits no Avro decimal");
    }
  }

  /** Works out what the row is counted under, but for a hopping window's beginning. */
  void evaluate() throws MalformedException {
    for (Expression key : keys) {
      key.evaluate();
      check(key);
    }
    for (Measured measure : measures) {
      if (measure.filter != null) {
        measure.filter.evaluate();
      }
      if (measure.argument != null) {
        measure.argument.evaluate();
      }
    }
  }

  /** Event time in microseconds, of a view whose windows need it. */
  long time() throws MalformedException {
    time.evaluate();
    if (time.isNull()) {
      throw new MalformedException("the event time is null, so the row is in no window");
    }
    return WindowStart.micros(time);
  }

  boolean isHopping() {
    return start != null;
  }

  /** Sets the beginning of the window that the next key is written for. */
  void begin(long micros) {
    start.begin(micros);
  }

  void writeKey(ByteOutput out) {
    for (int i = 0; i < keys.size(); i++) {
      keyColumns.get(i).write(keys.get(i), out);
    }
  }

  /** Writes the partial values of this one row. */
  void writePartial(ByteOutput out) {
    for (Measured measure : measures) {
      boolean counts = measure.filter == null || measure.filter.isTrue();
      measure.measure.one(measure.argument, counts, out);
    }
  }

  /** When the window of the row ends, in microseconds; of a tumbling one. */
  long end() throws MalformedException {
    Expression key = keys.get(windowKey());
    if (key.isNull()) {
      throw new MalformedException("the event time is null, so the row's window never closes");
    }
    return plan.windowSpan().orElseThrow().size().after(WindowStart.micros(key));
  }

  private int windowKey() {
    int item = plan.query().window().orElseThrow().item();
    int key = 0;
    for (int i = 0; i < item; i++) {
      key += plan.isKey(i) ? 1 : 0;
    }
    return key;
  }
}
