// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.protobuf;

import com.squareup.wire.schema.Field.Label;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import dev.sluice.registry.compatibility.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a reader with one file can read messages that were written with another. Bytes know
 * numbers and forms only, so names may change and fields may come and go, but a number may not
 * change its form. The rule table is in the documentation of schemas; each row has a test.
 */
final class Evolution {
  private static final String TEXT = "bytes with a length";

  private final ProtoTypes reader;
  private final ProtoTypes writer;
  private final String readerName;
  private final String writerName;
  private final List<Problem> problems = new ArrayList<>();

  Evolution(ProtoTypes reader, ProtoTypes writer, String readerName, String writerName) {
    this.reader = reader;
    this.writer = writer;
    this.readerName = readerName;
    this.writerName = writerName;
  }

  List<Problem> problems() {
    writer
        .messages()
        .forEach(
            (name, written) -> {
              MessageElement read = reader.messages().get(name);
              if (read == null) {
                add("MESSAGE_REMOVED", name, "the " + readerName + " schema lacks the message");
              } else {
                message(name, read, written);
              }
            });
    return List.copyOf(problems);
  }

  private void message(String name, MessageElement read, MessageElement written) {
    Map<Integer, FieldElement> reads = byNumber(read);
    Map<Integer, FieldElement> writes = byNumber(written);
    reads.forEach(
        (number, field) -> {
          String at = name + "/" + number;
          FieldElement other = writes.get(number);
          if (other != null) {
            field(at, name, field, other);
          } else if (field.getLabel() == Label.REQUIRED) {
            add(
                "REQUIRED_FIELD_ADDED",
                at,
                "the "
                    + readerName
                    + " schema requires field '"
                    + field.getName()
                    + "', which the "
                    + writerName
                    + " schema lacks");
          }
        });
    choices(name, read, written);
  }

  private void field(String at, String message, FieldElement read, FieldElement written) {
    String reads = reader.form(message, read.getType());
    String writes = writer.form(message, written.getType());
    if (!reads.equals(writes)) {
      add(
          reads.startsWith("message") && writes.startsWith("message")
              ? "FIELD_NAMED_TYPE_CHANGED"
              : "FIELD_SCALAR_KIND_CHANGED",
          at,
          "field '"
              + read.getName()
              + "' is "
              + read.getType()
              + " ("
              + reads
              + ") in the "
              + readerName
              + " schema and "
              + written.getType()
              + " ("
              + writes
              + ") in the "
              + writerName
              + " schema");
    } else if (isList(read) != isList(written) && !isSized(reads)) {
      // lists of numbers are packed: no reader of one number takes that for one
      add(
          "FIELD_NUMERIC_LABEL_CHANGED",
          at,
          "field '" + read.getName() + "' is repeated in one of the two schemas only");
    } else if (read.getLabel() == Label.REQUIRED && written.getLabel() != Label.REQUIRED) {
      add(
          "REQUIRED_FIELD_ADDED",
          at,
          "the "
              + readerName
              + " schema requires field '"
              + read.getName()
              + "', which the "
              + writerName
              + " schema does not");
    }
  }

  private static boolean isList(FieldElement field) {
    return field.getLabel() == Label.REPEATED;
  }

  private static boolean isSized(String form) {
    return form.equals(TEXT) || form.startsWith("message") || form.startsWith("a map");
  }

  /** Of a choice only the last field counts: what were two values would become one. */
  private void choices(String name, MessageElement read, MessageElement written) {
    Map<Integer, String> writes = ProtoTypes.choices(written);
    Set<Integer> known = byNumber(written).keySet();
    for (OneOfElement choice : read.getOneOfs()) {
      List<Integer> numbers =
          choice.getFields().stream().map(FieldElement::getTag).filter(known::contains).toList();
      List<Integer> moved = numbers.stream().filter(n -> !writes.containsKey(n)).toList();
      long before = numbers.stream().map(writes::get).filter(Objects::nonNull).distinct().count();
      String at = name + "/" + choice.getName();
      if (!moved.isEmpty() && before > 0) {
        add(
            "FIELD_MOVED_TO_EXISTING_ONEOF",
            at,
            "fields "
                + moved
                + " of the "
                + writerName
                + " schema are part of an existing oneof in the "
                + readerName
                + " schema");
      } else if (moved.size() > 1 || before > 1) {
        add(
            "MULTIPLE_FIELDS_MOVED_TO_ONEOF",
            at,
            "fields "
                + numbers
                + " can be set together in the "
                + writerName
                + " schema, but only one of them in the "
                + readerName
                + " schema");
      }
    }
  }

  private static Map<Integer, FieldElement> byNumber(MessageElement message) {
    return ProtoTypes.fields(message).stream()
        .collect(Collectors.toMap(FieldElement::getTag, field -> field, (one, two) -> one));
  }

  private void add(String type, String path, String what) {
    problems.add(new Problem(type, "At path '#/" + path + "' " + what, ""));
  }
}
