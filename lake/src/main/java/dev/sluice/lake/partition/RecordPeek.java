// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;

/** A few fields of a value and attributes of its record, side by side. */
final class RecordPeek implements Peek {
  private final Peek value;
  private final InstantSource clock;
  private final Attribute[] attributes;
  private final int[] slots;
  private final boolean readsValue;
  private final WireFormat wire;
  private Envelope record;

  /** Text of the schema's name, which is not in the record itself. */
  private byte[] schema = new byte[0];

  /**
   * @param names fields of values, or attributes
   */
  RecordPeek(WireFormat wire, List<String> names, InstantSource clock) {
    this.clock = clock;
    this.wire = wire;
    this.attributes = new Attribute[names.size()];
    this.slots = new int[names.size()];
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Optional<Attribute> attribute = Attribute.named(names.get(i));
      if (attribute.isPresent()) {
        attributes[i] = attribute.get();
      } else {
        slots[i] = fields.size();
        fields.add(names.get(i));
      }
    }
    this.readsValue = !fields.isEmpty();
    this.value = wire.newPeek(fields);
  }

  Change read(Envelope from) throws MalformedException {
    record = from;
    for (Attribute attribute : attributes) {
      if (attribute == Attribute.SCHEMA) {
        schema = attribute.text(from, wire);
      }
    }
    return readsValue ? value.read(from.value()) : Change.ROW;
  }

  @Override
  public Change read(byte[] bytes) throws MalformedException {
    return value.read(bytes);
  }

  @Override
  public Type type(int field) {
    Attribute attribute = attributes[field];
    return attribute == null ? value.type(slots[field]) : attribute.type();
  }

  @Override
  public boolean isNull(int field) {
    Attribute attribute = attributes[field];
    return attribute == null
        ? value.isNull(slots[field])
        : (attribute == Attribute.TIMESTAMP && record.timestamp() < 0)
            || (attribute == Attribute.SCHEMA && schema.length == 0);
  }

  @Override
  public long asLong(int field) {
    Attribute attribute = attributes[field];
    return attribute == null ? value.asLong(slots[field]) : attribute.number(record, clock);
  }

  @Override
  public int from(int field) {
    return attributes[field] == null ? value.from(slots[field]) : 0;
  }

  @Override
  public int length(int field) {
    return attributes[field] == null ? value.length(slots[field]) : text(attributes[field]).length;
  }

  @Override
  public byte[] bytes(int field) {
    Attribute attribute = attributes[field];
    return attribute == null ? value.bytes(slots[field]) : text(attribute);
  }

  private byte[] text(Attribute attribute) {
    return attribute == Attribute.SCHEMA ? schema : attribute.text(record, wire);
  }
}
