// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.decoders.registry.SchemaSource;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * The Connect schemas that a task has met, numbered from 0 in the order of their coming. Numbers
 * are added by one thread and looked up by any.
 */
final class WriterSchemas implements SchemaSource {
  private static final int MOST_MET = 1_000;

  private final Map<org.apache.kafka.connect.data.Schema, Numbered> numbers = new HashMap<>();
  private final List<Numbered> all = new CopyOnWriteArrayList<>();

  /** By identity: converters keep their schemas, so that all fields are rarely compared again. */
  private final IdentityHashMap<org.apache.kafka.connect.data.Schema, Numbered> met =
      new IdentityHashMap<>();

  /** A schema with its number and form. */
  record Numbered(org.apache.kafka.connect.data.Schema schema, int id, Form form) {}

  /**
   * @throws MalformedException if the schema contains itself
   */
  Numbered of(org.apache.kafka.connect.data.Schema schema) throws MalformedException {
    Numbered known = met.get(schema);
    if (known == null) {
      known = byContent(schema);
      if (met.size() == MOST_MET) {
        met.clear();
      }
      met.put(schema, known);
    }
    return known;
  }

  private Numbered byContent(org.apache.kafka.connect.data.Schema schema)
      throws MalformedException {
    // Before it is compared: a schema that contains itself has no end.
    Form form = Forms.of(schema);
    Numbered known = numbers.get(schema);
    if (known == null) {
      known = new Numbered(schema, all.size(), form);
      numbers.put(schema, known);
      all.add(known);
    }
    return known;
  }

  Numbered numbered(int id) {
    return all.get(id);
  }

  // What is advised instead is for schemas that are parsed; this one is built.
  @SuppressWarnings("deprecation")
  @Override
  public Schema byId(int id) throws MalformedException {
    if (id < 0 || id >= all.size()) {
      throw new MalformedException("the value names schema " + id + ", which no converter gave");
    }
    AtomicInteger records = new AtomicInteger();
    NameValidator usual = Schema.getNameValidator();
    // Connect's fields may have any name, and so may columns.
    Schema.setNameValidator(NameValidator.NO_VALIDATION);
    try {
      return numbered(id).form.avro(() -> "record" + records.incrementAndGet());
    } finally {
      Schema.setNameValidator(usual);
    }
  }
}
