// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** CSV files of one header, and the types of their columns. */
public final class CsvTable {
  private static final Logger LOG = LoggerFactory.getLogger(CsvTable.class);

  private final List<Path> files;
  private final List<Column> columns;
  private final Schema schema;

  /**
   * A column.
   *
   * @param name as in the header
   * @param field the same as a name that Avro allows
   */
  record Column(String name, String field, CsvType type) {}

  private CsvTable(List<Path> files, List<Column> columns, Schema schema) {
    this.files = List.copyOf(files);
    this.columns = List.copyOf(columns);
    this.schema = schema;
  }

  /**
   * Reads all files once to find the columns' types.
   *
   * @param types column to type, for those that should not be found out
   * @throws RefusedException if the headers differ, or a type names no column
   */
  public static CsvTable read(List<Path> files, Map<String, String> types) throws IOException {
    if (files.isEmpty()) {
      throw new RefusedException("No CSV file was found; name files or a pattern such as '*.csv'.");
    }
    List<String> names = header(files.get(0));
    List<CsvInference> found = names.stream().map(name -> new CsvInference()).toList();
    for (Path file : files) {
      see(file, names, found);
    }
    for (String name : types.keySet()) {
      if (!names.contains(name)) {
        throw new RefusedException(
            "There is no column '" + name + "' to be given a type; the columns are " + names + ".");
      }
    }
    List<Column> columns = new ArrayList<>();
    Set<String> fields = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String type = types.get(names.get(i));
      columns.add(
          new Column(
              names.get(i),
              field(names.get(i), fields),
              type == null ? found.get(i).type() : CsvType.named(type)));
    }
    return new CsvTable(files, columns, schema(columns));
  }

  private static void see(Path file, List<String> names, List<CsvInference> found)
      throws IOException {
    try (CsvRows rows = new CsvRows(file)) {
      Optional<CsvRows.Row> row = rows.next(bytes -> false);
      List<String> header = header(file, row);
      if (!header.equals(names)) {
        throw new RefusedException(
            "The header of "
                + file
                + " is "
                + header
                + ", and that of the first file "
                + names
                + ". Files published together need the same columns.");
      }
      CsvRows.Test fits = fits(names.size());
      for (row = rows.next(fits); row.isPresent(); row = rows.next(fits)) {
        see(row.get(), found);
      }
    }
  }

  /** Rows that cannot be read are told when they are published. */
  private static void see(CsvRows.Row row, List<CsvInference> found) {
    List<String> fields = List.of();
    try {
      fields = CsvFields.of(row.bytes());
    } catch (MalformedException e) {
      LOG.debug("line {} says nothing about types: {}", row.line(), e.getMessage());
    }
    for (int i = 0; fields.size() == found.size() && i < found.size(); i++) {
      found.get(i).see(fields.get(i));
    }
  }

  private static CsvRows.Test fits(int columns) {
    return bytes -> {
      try {
        return CsvFields.of(bytes).size() == columns;
      } catch (MalformedException e) {
        return false;
      }
    };
  }

  private static List<String> header(Path file) throws IOException {
    try (CsvRows rows = new CsvRows(file)) {
      return header(file, rows.next(bytes -> false));
    }
  }

  private static List<String> header(Path file, Optional<CsvRows.Row> row) {
    try {
      List<String> names =
          new ArrayList<>(CsvFields.of(row.orElseThrow(() -> empty(file)).bytes()));
      names.set(0, names.get(0).replace("\uFEFF", ""));
      return names;
    } catch (MalformedException e) {
      throw new RefusedException("The header of " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static RefusedException empty(Path file) {
    return new RefusedException(file + " is empty; its first line should name the columns.");
  }

  private static String field(String name, Set<String> taken) {
    String legal = name.strip().replaceAll("[^A-Za-z0-9_]", "_");
    if (legal.isEmpty() || Character.isDigit(legal.charAt(0))) {
      legal = "_" + legal;
    }
    String field = legal;
    for (int i = 2; !taken.add(field); i++) {
      field = legal + "_" + i;
    }
    return field;
  }

  private static Schema schema(List<Column> columns) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Column column : columns) {
      fields.add(
          new Schema.Field(
              column.field(), column.type().schema(), null, Schema.Field.NULL_DEFAULT_VALUE));
    }
    return Schema.createRecord("Row", null, "dev.sluice.csv", false, fields);
  }

  List<Path> files() {
    return files;
  }

  List<Column> columns() {
    return columns;
  }

  Schema schema() {
    return schema;
  }

  /** Opens a file after its header. */
  CsvRows open(Path file) throws IOException {
    CsvRows rows = new CsvRows(file);
    rows.next(bytes -> false);
    return rows;
  }

  /** The next row of an opened file. */
  Optional<CsvRows.Row> next(CsvRows rows) throws IOException {
    return rows.next(fits(columns.size()));
  }

  GenericRecord record(CsvRows.Row row) throws MalformedException {
    List<String> fields = CsvFields.of(row.bytes());
    if (fields.size() != columns.size()) {
      throw new MalformedException(
          "it has " + fields.size() + " fields, and the header " + columns.size());
    }
    GenericRecord record = new GenericData.Record(schema);
    for (int i = 0; i < columns.size(); i++) {
      try {
        record.put(i, columns.get(i).type().parse(fields.get(i)));
      } catch (MalformedException e) {
        throw new MalformedException("column " + columns.get(i).name() + ": " + e.getMessage(), e);
      }
    }
    return record;
  }
}
