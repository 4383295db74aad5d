// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import com.squareup.wire.Syntax;
import com.squareup.wire.schema.Field.Label;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import com.squareup.wire.schema.internal.parser.TypeElement;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.decoders.registry.RegisteredSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A {@code .proto} file and those that it imports; finds messages in it. */
final class ProtoFile {
  private static final String GOOGLE = "google.protobuf.";
  private static final Map<String, Message.Scalar> WRAPPERS =
      Map.of(
          GOOGLE + "DoubleValue", Message.Scalar.DOUBLE,
          GOOGLE + "FloatValue", Message.Scalar.FLOAT,
          GOOGLE + "Int64Value", Message.Scalar.INT64,
          GOOGLE + "UInt64Value", Message.Scalar.UINT64,
          GOOGLE + "Int32Value", Message.Scalar.INT32,
          GOOGLE + "UInt32Value", Message.Scalar.UINT32,
          GOOGLE + "BoolValue", Message.Scalar.BOOL,
          GOOGLE + "StringValue", Message.Scalar.STRING,
          GOOGLE + "BytesValue", Message.Scalar.BYTES);

  /**
   * A type that a file declares.
   *
   * @param name with its package and the messages around it
   */
  private record Declared(String name, TypeElement element, boolean proto3) {}

  private final Map<String, Declared> types = new HashMap<>();
  private final List<Declared> messages = new ArrayList<>();

  /**
   * @throws MalformedException if a text is not one that protoc would take
   */
  ProtoFile(RegisteredSchema schema) throws MalformedException {
    ProtoFileElement file = parse("the schema", schema.text());
    addImports(file, schema.imports());
    for (TypeElement type : file.getTypes()) {
      Declared declared = declare(packageOf(file), type, isProto3(file));
      if (type instanceof MessageElement) {
        messages.add(declared);
      }
    }
  }

  private void addImports(ProtoFileElement file, Map<String, String> texts)
      throws MalformedException {
    List<String> names = new ArrayList<>(file.getImports());
    names.addAll(file.getPublicImports());
    names.addAll(file.getWeakImports());
    for (String name : names) {
      Optional<String> text = Optional.ofNullable(texts.get(name)).or(() -> wellKnown(name));
      // What is not there, such as files of options, may not be needed; else the type is missed.
      if (text.isPresent()) {
        ProtoFileElement imported = parse(name, text.get());
        imported.getTypes().forEach(t -> declare(packageOf(imported), t, isProto3(imported)));
        addImports(imported, texts);
      }
    }
  }

  /** Files that every compiler brings along. */
  private static Optional<String> wellKnown(String name) {
    if (!name.startsWith("google/protobuf/")) {
      return Optional.empty();
    }
    try (InputStream in = ProtoParser.class.getResourceAsStream("/" + name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProtoFileElement parse(String name, String text) throws MalformedException {
    try {
      return ProtoParser.Companion.parse(Location.get(name), text);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new MalformedException(name + " is not valid Protobuf: " + e.getMessage(), e);
    }
  }

  private static String packageOf(ProtoFileElement file) {
    return file.getPackageName() == null ? "" : file.getPackageName();
  }

  private static boolean isProto3(ProtoFileElement file) {
    return file.getSyntax() == Syntax.PROTO_3;
  }

  private Declared declare(String scope, TypeElement type, boolean proto3) {
    String name = scope.isEmpty() ? type.getName() : scope + "." + type.getName();
    Declared declared = new Declared(name, type, proto3);
    types.put(name, declared);
    type.getNestedTypes().forEach(nested -> declare(name, nested, proto3));
    return declared;
  }

  /**
   * A message of the file.
   *
   * @param path which of the file's messages, which of the messages in it, and so on
   */
  Message message(List<Integer> path) throws MalformedException {
    List<Declared> siblings = messages;
    Declared found = null;
    for (int index : path) {
      if (index < 0 || index >= siblings.size()) {
        throw new MalformedException(
            "the value names message " + path + ", which the schema does not have");
      }
      found = siblings.get(index);
      Declared outer = found;
      siblings =
          found.element().getNestedTypes().stream()
              .filter(MessageElement.class::isInstance)
              .map(nested -> types.get(outer.name() + "." + nested.getName()))
              .toList();
    }
    if (found == null) {
      throw new MalformedException("the value names no message");
    }
    return message(found, List.of());
  }

  /**
   * @param around names of the messages around it
   */
  private Message message(Declared declared, List<String> around) throws MalformedException {
    MessageElement element = (MessageElement) declared.element();
    if (!element.getGroups().isEmpty()) {
      throw new MalformedException(declared.name() + " has a group, which is not supported");
    }
    List<String> outer = new ArrayList<>(around);
    outer.add(declared.name());
    Map<Integer, Message.Field> fields = new LinkedHashMap<>();
    for (FieldElement field : element.getFields()) {
      fields.put(field.getTag(), field(declared, field, "", outer));
    }
    for (OneOfElement choice : element.getOneOfs()) {
      for (FieldElement field : choice.getFields()) {
        fields.put(field.getTag(), field(declared, field, choice.getName(), outer));
      }
    }
    // In the order of numbers, in which most writers write, and that no refactoring changes.
    return new Message(
        declared.name(),
        fields.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .toList());
  }

  private Message.Field field(
      Declared declared, FieldElement field, String choice, List<String> around)
      throws MalformedException {
    Message.Content content = content(declared, field.getType(), around);
    return new Message.Field(
        field.getName(),
        field.getTag(),
        presence(declared, field, choice, content),
        choice,
        content);
  }

  private static Message.Presence presence(
      Declared declared, FieldElement field, String choice, Message.Content content) {
    if (content instanceof Message.Entries || field.getLabel() == Label.REPEATED) {
      return Message.Presence.REPEATED;
    }
    if (field.getLabel() == Label.REQUIRED) {
      return Message.Presence.REQUIRED;
    }
    boolean plain = content instanceof Message.Scalar || content instanceof Message.Symbols;
    return declared.proto3() && plain && choice.isEmpty() && field.getLabel() == null
        ? Message.Presence.USUAL
        : Message.Presence.NULL;
  }

  private Message.Content content(Declared in, String type, List<String> around)
      throws MalformedException {
    if (type.startsWith("map<")) {
      String[] sides = type.substring("map<".length(), type.length() - 1).split(",", 2);
      return new Message.Entries(
          scalar(sides[0].strip()).orElseThrow(), content(in, sides[1].strip(), around));
    }
    Optional<Message.Scalar> scalar = scalar(type);
    return scalar.isPresent() ? scalar.get() : declared(in, type, around);
  }

  private static Optional<Message.Scalar> scalar(String type) {
    for (Message.Scalar scalar : Message.Scalar.values()) {
      if (scalar.name().toLowerCase(Locale.ROOT).equals(type)) {
        return Optional.of(scalar);
      }
    }
    return Optional.empty();
  }

  private Message.Content declared(Declared in, String type, List<String> around)
      throws MalformedException {
    Declared found = find(in.name(), type);
    if (found.name().equals(GOOGLE + "Timestamp")) {
      return new Message.Moment();
    }
    if (WRAPPERS.containsKey(found.name())) {
      return new Message.Wrapped(WRAPPERS.get(found.name()));
    }
    if (found.element() instanceof EnumElement symbols) {
      Map<Integer, String> names = new HashMap<>();
      // Of several names for one number, the first.
      symbols.getConstants().forEach(c -> names.putIfAbsent(c.getTag(), c.getName()));
      return new Message.Symbols(Map.copyOf(names));
    }
    if (around.contains(found.name())) {
      return new Message.Opaque();
    }
    Message nested = message(found, around);
    return nested.fields().isEmpty() ? new Message.Mark() : new Message.Nested(nested);
  }

  /** The innermost type of that name, seen from inside a message. */
  private Declared find(String scope, String type) throws MalformedException {
    if (type.startsWith(".")) {
      Declared found = types.get(type.substring(1));
      if (found != null) {
        return found;
      }
    }
    for (String in = scope; ; in = in.substring(0, Math.max(in.lastIndexOf('.'), 0))) {
      Declared found = types.get(in.isEmpty() ? type : in + "." + type);
      if (found != null) {
        return found;
      }
      if (in.isEmpty()) {
        throw new MalformedException(
            scope
                + " uses the type "
                + type
                + ", which neither the schema nor its references have");
      }
    }
  }
}
