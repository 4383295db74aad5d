// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.metrics.RuleMeters;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.FieldPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A decoder that holds each row against a contract. Where types are found in the records, those
 * that the contract rejects have no say in them: one text among numbers would else make texts of
 * all, or make a table refuse them.
 */
final class ContractCheck implements Decoder {
  private static final Logger LOG = LoggerFactory.getLogger(ContractCheck.class);

  private final WireFormat wire;
  private final Contract contract;
  private final RuleMeters meters;
  private final Decoder decoder;

  /** What is known to break the contract: by the record's place among those with a value. */
  private Map<Integer, Breach> known = Map.of();

  /** Records with a value; what is read after so many is read again, to be sorted. */
  private int values;

  ContractCheck(WireFormat wire, Contract contract, RuleMeters meters) {
    this.wire = wire;
    this.contract = contract;
    this.meters = meters;
    this.decoder = wire.newDecoder();
  }

  /** A rule that a record breaks, and how. */
  private record Breach(Rule rule, String problem) {}

  @Override
  public Types.StructType type(Gathered records) {
    Types.StructType type = decoder.type(records);
    values = values(records);
    if (isAsPromised(type)) {
      return type;
    }
    known = judge(records, type);
    return known.isEmpty() ? type : decoder.type(others(records));
  }

  private static int values(Gathered records) {
    int values = 0;
    Gathered.Cursor cursor = records.cursor();
    while (cursor.next()) {
      values += cursor.valueLength() < 0 ? 0 : 1;
    }
    return values;
  }

  private boolean isAsPromised(Types.StructType row) {
    for (Contract.Field field : contract.fields()) {
      Optional<Type> type = FieldPath.in(row, field.name()).map(path -> path.type(row));
      if (field.type().isPresent()
          && type.isPresent()
          && !field.type().get().holdsAll(type.get())) {
        return false;
      }
    }
    return true;
  }

  private Map<Integer, Breach> judge(Gathered records, Types.StructType type) {
    Map<Integer, Breach> breaches = new HashMap<>();
    ColumnBatch row = new ColumnBatch(type, 1);
    Reader reader = wire.newDecoder().reader(row);
    List<Bound> rules = bound(row);
    Gathered.Cursor cursor = records.cursor();
    for (int i = 0; cursor.next(); ) {
      if (cursor.valueLength() >= 0) {
        int place = i++;
        try {
          Change change = reader.read(cursor.bytes(), cursor.valueAt(), cursor.valueLength());
          rules.stream()
              .filter(bound -> change == Change.ROW)
              .filter(bound -> bound.rule().violation() != Violation.WARN)
              .flatMap(bound -> bound.breach(0).stream())
              .findFirst()
              .ifPresent(breach -> breaches.put(place, breach));
        } catch (MalformedException e) {
          LOG.debug("Left out; it is rejected when it is read", e);
        }
        row.abandonRow();
      }
    }
    return breaches;
  }

  private Gathered others(Gathered records) {
    Gathered others =
        new Gathered(records.source(), records.target(), new MemoryBudget(Long.MAX_VALUE));
    Gathered.Cursor cursor = records.cursor();
    for (int i = 0; cursor.next(); ) {
      if (cursor.valueLength() < 0 || !known.containsKey(i++)) {
        others.add(cursor.toEnvelope());
      }
    }
    return others;
  }

  private List<Bound> bound(ColumnBatch batch) {
    return contract.rules().stream().map(rule -> Bound.to(batch, rule)).toList();
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    return new CheckedReader(decoder.reader(batch), bound(batch), batch);
  }

  /** Reads what is not known to break the contract, and looks whether it does. */
  private final class CheckedReader implements Reader {
    private final Reader reader;
    private final List<Bound> rules;
    private final ColumnBatch batch;
    private int place;

    CheckedReader(Reader reader, List<Bound> rules, ColumnBatch batch) {
      this.reader = reader;
      this.rules = rules;
      this.batch = batch;
    }

    @Override
    public Change read(byte[] bytes, int from, int length) throws MalformedException {
      Breach breach = known.get(place++);
      if (breach != null) {
        broken(breach, true);
      }
      Change change = reader.read(bytes, from, length);
      // A deleted row may have nothing but its key, and what says nothing promises nothing.
      if (change != Change.ROW) {
        return change;
      }
      for (Bound bound : rules) {
        Optional<Breach> found = bound.breach(batch.rows());
        if (found.isPresent()) {
          broken(found.get(), place <= values);
        }
      }
      return change;
    }
  }

  private void broken(Breach breach, boolean firstTime) throws MalformedException {
    Rule rule = breach.rule();
    if (firstTime) {
      meters.broken(rule.name());
    }
    String sentence =
        "the field "
            + rule.field()
            + " "
            + breach.problem()
            + ": this breaks the rule "
            + rule.name()
            + " of contract "
            + contract.id();
    switch (rule.violation()) {
      case WARN -> {}
      case REJECT -> throw new MalformedException(sentence);
      case STOP ->
          throw new RefusedException(
              "A record was read that must stop the pipeline: "
                  + sentence
                  + ". Nothing of its batch is visible. Correct the producer and the record, or change"
                  + " what the contract says or what violation does, and start again.");
    }
  }

  /**
   * A rule and the columns of a batch that it looks at.
   *
   * @param parent the struct around the field; empty at the top
   * @param cell empty where the batch has no such field
   */
  private record Bound(Rule rule, boolean nested, Optional<Cell> parent, Optional<Cell> cell) {
    static Bound to(ColumnBatch batch, Rule rule) {
      int dot = rule.field().lastIndexOf('.');
      return new Bound(
          rule,
          dot > 0,
          dot > 0 ? cell(batch, rule.field().substring(0, dot)) : Optional.empty(),
          cell(batch, rule.field()));
    }

    private static Optional<Cell> cell(ColumnBatch batch, String field) {
      return FieldPath.in(batch.type(), field)
          .map(path -> new Cell(path.type(batch.type()), path.column(batch)));
    }

    Optional<Breach> breach(int row) {
      String problem = problem(row);
      return problem.isEmpty() ? Optional.empty() : Optional.of(new Breach(rule, problem));
    }

    private String problem(int row) {
      if (nested && (parent.isEmpty() || parent.get().at(row).isNull())) {
        return ""; // what is not there need not have parts
      }
      if (cell.isEmpty() || cell.get().at(row).isNull()) {
        return rule.check().asksOfNull() ? "is missing or null" : "";
      }
      return rule.check().problem(cell.get());
    }
  }
}
