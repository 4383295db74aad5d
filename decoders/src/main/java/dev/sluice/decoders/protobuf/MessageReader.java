// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.decoders.FieldColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Reads messages of one type: appends to each column of a struct what its field has. */
final class MessageReader {
  private static final int DENSE = 256;

  /** One field, by its number. */
  private record Place(String name, Slot slot, List<Slot> others) {}

  private final String message;
  private final List<Place> places = new ArrayList<>();
  private final Map<Integer, Place> byNumber = new HashMap<>();
  private final Place[] dense = new Place[DENSE];

  MessageReader(String message) {
    this.message = message;
  }

  /**
   * @param type of the columns; fields that it lacks are stepped over
   */
  MessageReader(Message message, Types.StructType type, StructColumn columns, Conflicts conflicts)
      throws MalformedException {
    this(message.name());
    FieldColumns places = new FieldColumns(type, conflicts);
    Map<String, List<Slot>> choices = new HashMap<>();
    for (Message.Field field : message.fields()) {
      Slot slot = slot(field, places, type, columns, conflicts);
      List<Slot> others = List.of();
      if (!field.choice().isEmpty()) {
        others = choices.computeIfAbsent(field.choice(), name -> new ArrayList<>());
        others.add(slot);
      }
      add(field.number(), new Place(field.name(), slot, others));
    }
  }

  private static Slot slot(
      Message.Field field,
      FieldColumns places,
      Types.StructType type,
      StructColumn columns,
      Conflicts conflicts)
      throws MalformedException {
    Types.NestedField target;
    try {
      target = places.of(field.name(), ProtoTypes.type(field));
    } catch (MalformedException e) {
      return new Slot.Refused(e.getMessage());
    }
    return target == null
        ? new Slot.Unwanted()
        : named(field, target.type(), columns.child(type.fields().indexOf(target)), conflicts);
  }

  /**
   * What takes a field into a column.
   *
   * @throws MalformedException if the column cannot hold its values
   */
  static Slot named(Message.Field field, Type type, Column column, Conflicts conflicts)
      throws MalformedException {
    try {
      return slot(field, type, column, conflicts);
    } catch (MalformedException e) {
      throw new MalformedException("field " + field.name() + ": " + e.getMessage(), e);
    }
  }

  private static Slot slot(Message.Field field, Type type, Column column, Conflicts conflicts)
      throws MalformedException {
    boolean repeated = field.presence() == Message.Presence.REPEATED;
    if (repeated != (type.isListType() || type.isMapType())) {
      throw new MalformedException("does not fit a column of type " + type);
    }
    if (field.content() instanceof Message.Entries entries) {
      return new Slot.Entries(entries, type.asMapType(), (MapColumn) column, conflicts);
    }
    if (repeated) {
      ListColumn list = (ListColumn) column;
      return new Slot.Items(
          Values.of(field.content(), type.asListType().elementType(), list.elements(), conflicts),
          list);
    }
    return new Slot.Single(
        Values.of(field.content(), type, column, conflicts),
        column,
        field.presence(),
        field.content() instanceof Message.Nested);
  }

  /** Takes one more field. */
  MessageReader with(int number, String name, Slot slot) {
    add(number, new Place(name, slot, List.of()));
    return this;
  }

  private void add(int number, Place place) {
    places.add(place);
    byNumber.put(number, place);
    if (number < DENSE) {
      dense[number] = place;
    }
  }

  /**
   * Reads to the input's end.
   *
   * @throws MalformedException also if the message has a field that its type does not: it was
   *     written with another type than it says
   */
  void read(ProtoInput in) throws MalformedException {
    for (Place place : places) {
      place.slot.begin();
    }
    while (!in.isAtEnd()) {
      long tag = in.varint();
      Place place = place(tag >>> 3);
      for (Slot other : place.others) {
        other.begin();
      }
      try {
        place.slot.take(in, (int) tag & 7);
      } catch (MalformedException e) {
        throw in(place, e);
      }
    }
    for (Place place : places) {
      try {
        place.slot.end(in);
      } catch (MalformedException e) {
        throw in(place, e);
      }
    }
  }

  private Place place(long number) throws MalformedException {
    Place place =
        number < DENSE
            ? dense[(int) number]
            : number > Integer.MAX_VALUE ? null : byNumber.get((int) number);
    if (place == null) {
      throw new MalformedException(
          "the value has a field number "
              + number
              + ", which "
              + message
              + " does not have: it was written with another schema than it names");
    }
    return place;
  }

  private static MalformedException in(Place place, MalformedException e) {
    return new MalformedException("field " + place.name + ": " + e.getMessage(), e);
  }
}
