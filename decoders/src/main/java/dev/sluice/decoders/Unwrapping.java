// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Change;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * How rows are found in values.
 *
 * @param columns of what the envelope says beside the row
 */
public record Unwrapping(Envelope envelope, List<Item> columns) {
  /** Values are rows. */
  public static final Unwrapping NONE = new Unwrapping(Envelope.NONE, List.of());

  private static final String PREFIX = "__";
  private static final String SOURCE = "source.";

  /** What is around rows. */
  public enum Envelope {
    NONE,
    PAYLOAD,
    DEBEZIUM
  }

  public Unwrapping {
    columns = List.copyOf(columns);
  }

  /** The envelope, with columns that a user names. */
  public static Unwrapping of(Envelope envelope, List<String> columns) {
    return envelope == Envelope.DEBEZIUM
        ? new Unwrapping(envelope, columns.stream().distinct().map(Item::of).toList())
        : new Unwrapping(envelope, List.of());
  }

  public boolean isDebezium() {
    return envelope == Envelope.DEBEZIUM;
  }

  /** Where an item is. */
  public enum Part {
    /** What happened, in Debezium's letter. */
    OP,
    /** Whether the row is gone. */
    DELETED,
    /** A number of the envelope itself. */
    NUMBER,
    /** A field of the source block. */
    SOURCE
  }

  /**
   * One thing that the envelope says.
   *
   * @param field its name there; of a part of the source block, in that block
   * @param column its column's name
   */
  public record Item(Part part, String field, String column) {
    static Item of(String text) {
      String column = PREFIX + text.replace('.', '_');
      return switch (text) {
        case "op" -> new Item(Part.OP, text, column);
        case "deleted" -> new Item(Part.DELETED, text, column);
        case "ts_ms", "ts_us", "ts_ns" -> new Item(Part.NUMBER, text, column);
        default ->
            new Item(
                Part.SOURCE,
                text.startsWith(SOURCE) ? text.substring(SOURCE.length()) : text,
                column);
      };
    }

    /**
     * @param source type of the field in the source block; not looked at for other parts
     */
    Type type(Type source) {
      return switch (part) {
        case OP -> Types.StringType.get();
        case DELETED -> Types.BooleanType.get();
        case NUMBER -> Types.LongType.get();
        case SOURCE -> source;
      };
    }
  }

  /** The columns, of those that the source block has. */
  public List<Item> in(Types.StructType source) {
    return columns.stream()
        .filter(item -> item.part != Part.SOURCE || source.field(item.field) != null)
        .toList();
  }

  /**
   * A row's fields, and after them the envelope's columns.
   *
   * @throws MalformedException if a field of the row has the name of one of them
   */
  public Types.StructType after(Types.StructType row, Types.StructType source)
      throws MalformedException {
    List<Types.NestedField> fields = new ArrayList<>(row.fields());
    for (Item item : in(source)) {
      if (row.field(item.column) != null) {
        throw new MalformedException(
            "the row has a field "
                + item.column
                + " itself, which is what a column of the envelope is called: leave it out of"
                + " event.columns");
      }
      Type type = item.part == Part.SOURCE ? source.fieldType(item.field) : item.type(null);
      fields.add(Types.NestedField.optional(fields.size() + 1, item.column, type));
    }
    return SchemaUnion.renumbered(Types.StructType.of(fields));
  }

  /**
   * What a change event does.
   *
   * @param op Debezium's letter
   * @throws MalformedException if it is none, or of something that no row tells
   */
  public static Change change(String op) throws MalformedException {
    return switch (op) {
      case "c", "r", "u" -> Change.ROW;
      case "d" -> Change.DELETE;
      case "m" -> Change.NOTHING;
      case "t" ->
          throw new MalformedException(
              "the source table was truncated (op t), which is not done to the tables here: empty"
                  + " them, if that is wanted");
      default -> throw new MalformedException("the change event has the unknown op '" + op + "'");
    };
  }

  /** Whether a message's schema says that it is of no row: Debezium's messages about itself. */
  public static boolean isSilent(String schema) {
    return schema != null
        && schema.startsWith("io.debezium.")
        && (schema.endsWith("Heartbeat")
            || schema.endsWith("SchemaChangeValue")
            || schema.endsWith("TransactionMetadataValue"));
  }

  /** That a value is not what the setting says. */
  public static MalformedException notAnEvent() {
    return new MalformedException(
        "the value is no Debezium change event: it has no op. Set envelope to none for records that"
            + " have been unwrapped already");
  }

  /** That a change event tells nothing of its row. */
  public static MalformedException noImage(String op) {
    return new MalformedException(
        "the change event has op '"
            + op
            + "' and no row "
            + (op.equals("d") ? "before" : "after")
            + " it; for deletes the source must log at least the key (REPLICA IDENTITY)");
  }
}
