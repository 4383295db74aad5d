// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import java.util.List;
import java.util.Map;

/**
 * A message type, with all that it consists of; no message in it is of a type around it.
 *
 * @param name with its package
 */
record Message(String name, List<Field> fields) {
  Message {
    fields = List.copyOf(fields);
  }

  /**
   * A field.
   *
   * @param number on the wire
   * @param choice name of the {@code oneof} that it is one of; empty if of none
   */
  record Field(String name, int number, Presence presence, String choice, Content content) {}

  /** What it means that a field is not there. */
  enum Presence {
    /** It has its type's usual value: zero, nothing. */
    USUAL,
    /** It is null. */
    NULL,
    /** The value is malformed. */
    REQUIRED,
    /** It is an empty list or map. */
    REPEATED
  }

  /** What a field holds. */
  sealed interface Content {}

  /** A number, a text, bytes. */
  enum Scalar implements Content {
    INT32,
    SINT32,
    SFIXED32,
    UINT32,
    FIXED32,
    INT64,
    SINT64,
    SFIXED64,
    UINT64,
    FIXED64,
    FLOAT,
    DOUBLE,
    BOOL,
    STRING,
    BYTES
  }

  /** Names of an enum's numbers. */
  record Symbols(Map<Integer, String> names) implements Content {}

  /** A message in the message. */
  record Nested(Message message) implements Content {}

  /** A message of a type that is around it too, and so cannot end: kept as its bytes. */
  record Opaque() implements Content {}

  /** A message without fields, which is there or not. */
  record Mark() implements Content {}

  /**
   * A value in a message of its own, so that it may be absent: {@code google.protobuf.Int32Value}.
   */
  record Wrapped(Scalar scalar) implements Content {}

  /** {@code google.protobuf.Timestamp}. */
  record Moment() implements Content {}

  /** A map. */
  record Entries(Scalar key, Content value) implements Content {}
}
