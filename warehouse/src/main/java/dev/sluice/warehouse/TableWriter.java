// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static dev.sluice.warehouse.dialect.TableName.quote;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.views.LayeredView;
import dev.sluice.views.Renewal;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.GivenValues;
import dev.sluice.warehouse.dialect.LandedRows;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.Span;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import dev.sluice.warehouse.dialect.Upkeep;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;

/**
 * Puts rows into one table and keeps its views. Remembers the table's columns between transactions;
 * {@link #prepare} brings them up to date.
 */
final class TableWriter {
  private final Dialect dialect;
  private final TableTarget target;
  private final Maintenance maintenance;
  private Optional<TableShape> shape = Optional.empty();
  private final Stage stage;
  private final ViewTables viewTables;
  private final Layers layers;
  private final Upkeep upkeep;
  private List<MaintainedView> views = List.of();
  private Map<String, Generation> served = Map.of();
  private GivenValues given = GivenValues.NONE;
  private Optional<Landing> landing = Optional.empty();
  private List<BegunView> begun = List.of();
  private Landing.Looking looking = Landing.Looking.AS_VIEWS_COUNT;

  /** Columns of whole numbers too large to become floating. */
  private final Set<String> kept = new HashSet<>();

  TableWriter(Dialect dialect, TableTarget target, Maintenance maintenance) {
    this.dialect = dialect;
    this.target = target;
    this.maintenance = maintenance;
    this.stage = new Stage(dialect, target);
    this.viewTables = new ViewTables(dialect);
    this.layers = new Layers(dialect);
    this.upkeep = dialect.upkeep(target.table());
  }

  /** The table as it is remembered; empty if it is not there yet, or has not been looked at. */
  Optional<TableShape> shape() {
    return shape;
  }

  /** Whether the rows fit the table as it is remembered. */
  boolean isReadyFor(Map<String, Type> fields) {
    return shape.isPresent() && plan().ddl(shape, fields).isEmpty() && served(views);
  }

  private boolean served(List<MaintainedView> all) {
    return all.stream().allMatch(view -> served.containsKey(view.name().toString()));
  }

  private TablePlan plan() {
    return new TablePlan(dialect, target.table(), target.key(), kept);
  }

  /** A table as it is once the transaction that found or made it so has been committed. */
  record Prepared(
      Optional<TableShape> shape,
      List<MaintainedView> views,
      Map<String, Generation> served,
      GivenValues given,
      Optional<Landing> landing,
      List<BegunView> begun) {}

  /** Creates or alters the table so that it takes the fields, and its views. */
  Prepared prepare(Tx tx, Map<String, Type> fields) throws SQLException {
    // Before the table is altered: who writes to it holds a view's lock when it comes to the table.
    for (String name : maintenance.names()) {
      tx.executeAll(maintenance.lock(name, false));
    }
    Optional<TableShape> found = dialect.find(tx.connection(), target.table());
    if (found.isPresent()) {
      keepLarge(tx, plan().toFloating(found.get(), fields));
      suspendViews(tx, found.get(), fields);
      detachLayers(tx, found.get(), fields);
    }
    tx.executeAll(plan().ddl(found, fields));
    dropStage(tx);
    Prepared prepared = read(tx);
    boolean typesChanged = found.isPresent() && typesDiffer(found.get(), prepared.shape().get());
    if (!views.isEmpty()) {
      requireOwn(prepared.served());
    }
    layers.forget(tx, maintenance.names());
    if (prepared.shape().isEmpty()) {
      return prepared;
    }
    TableShape table = prepared.shape().get();
    List<MaintainedView> own = views(tx, maintenance, table, stage.name().sql());
    viewTables.prepare(tx, own, typesChanged, (view, next) -> beside(tx, table, view, next));
    for (LayeredView view : maintenance.layered(table)) {
      layers.attach(tx, view, table, typesChanged);
    }
    return read(tx);
  }

  /** Views of small tables are filled at once: nobody waits for that. */
  private Optional<Renewal> beside(Tx tx, TableShape table, MaintainedView view, TableName next)
      throws SQLException {
    return readsMuch(tx) && isKept(tx, table, view.name())
        ? renewal(tx, table, view.name().toString(), next.name())
        : Optional.empty();
  }

  private boolean readsMuch(Tx tx) throws SQLException {
    for (TableName each : maintenance.tables()) {
      if (dialect.fillsBeside(tx.connection(), each)) {
        return true;
      }
    }
    return false;
  }

  private Optional<Renewal> renewal(Tx tx, TableShape table, String view, String next)
      throws SQLException {
    return maintenance.renewal(
        table, stage.name().sql(), name -> dialect.find(tx.connection(), name), view, next);
  }

  /** Whether the view can be kept as it was: what it reads may have gone. */
  private boolean isKept(Tx tx, TableShape table, TableName view) throws SQLException {
    Generation served = viewsServed(tx).get(view.toString());
    try {
      return served != null
          && views(
                  tx,
                  maintenance.former(Map.of(view.toString(), served.definition())),
                  table,
                  stage.name().sql())
              .stream()
              .anyMatch(kept -> kept.name().equals(view));
    } catch (RefusedException e) {
      return false;
    }
  }

  /** Where DDL is not undone by a crash, the views must not be taken for right after one. */
  private void suspendViews(Tx tx, TableShape found, Map<String, Type> fields) throws SQLException {
    if (!dialect.afterDdl().isEmpty() && plan().widens(found, fields)) {
      viewTables.suspend(tx, maintenance.names());
    }
  }

  /** A column's type cannot be changed while what is served of a view reads it. */
  private void detachLayers(Tx tx, TableShape found, Map<String, Type> fields) throws SQLException {
    if (plan().widens(found, fields)) {
      for (LayeredView view : maintenance.layered(found)) {
        layers.detach(tx, view);
      }
    }
  }

  /** Every whole number up to 2 to the power of 53 is a floating-point number, too. */
  private void keepLarge(Tx tx, List<TableColumn> columns) throws SQLException {
    for (TableColumn column : columns) {
      String name = quote(column.name());
      boolean large =
          tx.query(
                      row -> row.getLong(1),
                      "SELECT count(*) FROM "
                          + target.table().sql()
                          + " WHERE "
                          + name
                          + " NOT BETWEEN -9007199254740992 AND 9007199254740992")
                  .get(0)
              > 0;
      if (large) {
        kept.add(column.name());
      }
    }
  }

  /** Whether a column that was there has another type now: views over it then have, too. */
  private static boolean typesDiffer(TableShape before, TableShape after) {
    return before.columns().stream()
        .anyMatch(
            column ->
                after
                    .find(column.name())
                    .filter(now -> now.sqlType().equals(column.sqlType()))
                    .isEmpty());
  }

  /** Reads what the table is now. */
  Prepared read(Tx tx) throws SQLException {
    Optional<TableShape> found = dialect.find(tx.connection(), target.table());
    if (found.isEmpty()) {
      return new Prepared(
          found, List.of(), Map.of(), GivenValues.NONE, Optional.empty(), List.of());
    }
    requireKey(found.get());
    dialect.require(tx.connection(), target.table(), target.keyIn(found.get()));
    Map<String, Generation> now = viewsServed(tx);
    List<BegunView> next = begun(tx, found.get(), now);
    List<MaintainedView> over =
        views(tx, maintenance.former(former(next, now)), found.get(), stage.name().sql());
    over.forEach(this::requireTime);
    // What notes keys reads them from the stage.
    Optional<Landing> way = next.isEmpty() ? landing(tx, found.get()) : Optional.empty();
    return new Prepared(found, over, now, given(tx), way, next);
  }

  /** The generations that are being made as this task's configuration has it. */
  private List<BegunView> begun(Tx tx, TableShape table, Map<String, Generation> now)
      throws SQLException {
    List<BegunView> next = new ArrayList<>();
    for (Generation generation : now.values()) {
      String view = generation.name().toString();
      boolean own = generation.definition().equals(maintenance.definitions().get(view));
      if (own && generation.state() == Generation.State.BUILDING) {
        Optional<Renewal> renewal = renewal(tx, table, view, generation.table().name());
        next.add(
            new BegunView(
                generation,
                renewal.orElseThrow(
                    () ->
                        new RefusedException(
                            "The next generation of view "
                                + view
                                + " cannot be made beside others any more: start again"))));
      }
    }
    next.sort(Comparator.comparing(made -> made.generation().name().toString()));
    return next;
  }

  private static Map<String, String> former(List<BegunView> next, Map<String, Generation> now) {
    Map<String, String> former = new HashMap<>();
    for (BegunView made : next) {
      String view = made.generation().name().toString();
      former.put(view, now.get(view).definition());
    }
    return former;
  }

  /** What is being made beside others. */
  List<BegunView> begun() {
    return begun;
  }

  private void requireTime(MaintainedView view) {
    String time = target.lateness().time();
    if (view.finality().filter(end -> !end.time().equalsIgnoreCase(time)).isPresent()) {
      throw new RefusedException(
          "View "
              + view.name()
              + " is to tell which groups are final by "
              + view.finality().get().time()
              + ", and "
              + (time.isEmpty()
                  ? "the topic's event time is not said"
                  : "the topic's event time is " + time)
              + ": correct the topic's time, or the view's line -- final");
    }
  }

  private List<MaintainedView> views(Tx tx, Maintenance kept, TableShape table, String rows)
      throws SQLException {
    return kept.views(table, rows, name -> dialect.find(tx.connection(), name));
  }

  /** Rows that replace others, or are left out by a condition, have to wait in a stage. */
  private Optional<Landing> landing(Tx tx, TableShape table) throws SQLException {
    if (looking == Landing.Looking.IN_VAIN
        || target.upsert()
        || !target.where().isEmpty()
        || maintenance.names().isEmpty()) {
      return Optional.empty();
    }
    Optional<LandedRows> rows = dialect.landedRows(tx.connection(), target.table());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    List<MaintainedView> over = views(tx, maintenance, table, rows.get().relation());
    Landing way = new Landing(dialect, rows.get(), over, looking);
    return way.readsBefore() ? Optional.empty() : Optional.of(way);
  }

  /** Where rows replace others, columns that a batch does not have keep what the table has. */
  private GivenValues given(Tx tx) throws SQLException {
    GivenValues all = dialect.given(tx.connection(), target.table());
    return target.upsert() ? all.ofReplacing() : all;
  }

  private Map<String, Generation> viewsServed(Tx tx) throws SQLException {
    List<String> names = maintenance.names();
    return names.isEmpty() ? Map.of() : viewTables.served(tx, names);
  }

  /**
   * A view that was given another SELECT while this task ran is not given the old one again: this
   * task's configuration is the older.
   */
  private void requireOwn(Map<String, Generation> now) {
    Map<String, String> own = maintenance.definitions();
    for (MaintainedView view : views) {
      Generation generation = now.get(view.name().toString());
      if (generation != null
          && !generation.definition().equals(view.definition())
          && !generation.definition().equals(own.get(view.name().toString()))) {
        throw anotherSelect(view.name().toString());
      }
    }
    for (Generation generation : now.values()) {
      String view = generation.name().toString();
      if (generation.state() == Generation.State.BUILDING
          && !generation.definition().equals(own.get(view))) {
        throw anotherSelect(view);
      }
    }
  }

  private static UnavailableException anotherSelect(String view) {
    return new UnavailableException(
        "The view "
            + view
            + " has been given another SELECT since this task started; it waits until it is"
            + " started again with that",
        null);
  }

  /**
   * Remembers what {@link #prepare} or {@link #read} answered, after their transaction has been
   * committed and not before.
   *
   * @return whether that is news
   */
  boolean adopt(Prepared prepared) {
    boolean news = !prepared.shape().equals(shape) || !prepared.served().equals(served);
    requireOwn(prepared.served());
    shape = prepared.shape();
    views = prepared.views();
    served = prepared.served();
    given = prepared.given();
    landing = prepared.landing();
    begun = prepared.begun();
    return news;
  }

  private void requireKey(TableShape found) {
    for (String field : target.key()) {
      if (found.find(field).isEmpty()) {
        throw new RefusedException(
            "Table "
                + target.table()
                + " has no column for the key field "
                + field
                + ": correct the key, or add the column");
      }
    }
  }

  /** Forgets rows that wait in the stage. */
  void dropStage(Tx tx) throws SQLException {
    stage.drop(tx);
  }

  /** Writes the rows; one row per key, the last, is left in mode upsert. */
  void write(Tx tx, List<Span> spans) throws SQLException {
    write(tx, spans, landing);
  }

  /** Writes rows that may be taken back to a savepoint, and others after them. */
  void rehearse(Tx tx, List<Span> spans) throws SQLException {
    write(tx, spans, Optional.empty());
  }

  private void write(Tx tx, List<Span> spans, Optional<Landing> way) throws SQLException {
    if (spans.isEmpty()) {
      return;
    }
    TableShape table = shape.orElseThrow();
    List<String> columns = columns(table, spans);
    if (!target.upsert() && maintenance.names().isEmpty() && target.where().isEmpty()) {
      dialect.load(tx.connection(), new Load(table, Set.copyOf(columns), spans));
      return;
    }
    lockViews(tx);
    if (way.isPresent()) {
      if (!way.get().land(tx, new Load(table, Set.copyOf(columns), spans))) {
        looking = way.get().missed();
        throw new StaleViews();
      }
      return;
    }
    List<String> staged = stage.load(tx, table, columns, spans, given);
    for (MaintainedView view : views) {
      tx.executeAll(view.beforeBase());
    }
    for (BegunView next : begun) {
      tx.executeAll(next.renewal().noteBefore());
    }
    stage.empty(tx, table, columns, staged, spans);
    for (MaintainedView view : views) {
      tx.executeAll(view.afterBase());
    }
    for (BegunView next : begun) {
      tx.executeAll(next.renewal().noteAfter());
    }
  }

  /**
   * Does what spares the next transactions time, when that is due.
   *
   * @param rows how many were committed
   */
  void keepUp(Session session, long rows) {
    if (!views.isEmpty() && upkeep.isDue(rows)) {
      session.spare(
          "upkeep of table " + target.table(),
          tx -> {
            upkeep.run(tx.connection());
            return true;
          });
    }
  }

  /** Whether a view is to tell which of its groups are final. */
  boolean tellsFinal() {
    return views.stream().anyMatch(view -> view.finality().isPresent());
  }

  /**
   * Marks the groups of views that have become final.
   *
   * @param watermark event time up to which all rows have come, microseconds since 1970
   */
  void settle(Tx tx, long watermark) throws SQLException {
    for (MaintainedView view : views) {
      tx.execute(view.settled(dialect, shape.get(), watermark).orElse(""));
    }
  }

  /**
   * In one order in all tasks, so that none wait for each other crosswise.
   *
   * @throws StaleViews if another generation of a view is served now
   */
  private void lockViews(Tx tx) throws SQLException {
    Map<String, List<String>> locks = new HashMap<>();
    views.forEach(view -> locks.put(view.name().toString(), view.locks()));
    for (String name : maintenance.names()) {
      tx.executeAll(locks.getOrDefault(name, maintenance.lock(name, true)));
    }
    if (!viewsServed(tx).equals(served)) {
      throw new StaleViews();
    }
  }

  private static List<String> columns(TableShape table, List<Span> spans) {
    Set<String> fields =
        spans.stream()
            .flatMap(s -> s.batch().type().fields().stream())
            .map(f -> table.find(f.name()).orElseThrow().name())
            .collect(Collectors.toSet());
    return table.columns().stream().map(TableColumn::name).filter(fields::contains).toList();
  }
}
