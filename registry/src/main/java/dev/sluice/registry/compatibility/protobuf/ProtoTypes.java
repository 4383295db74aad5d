// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.protobuf;

import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import com.squareup.wire.schema.internal.parser.TypeElement;
import dev.sluice.registry.failure.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The messages and enums of a file and of those that it imports, by their full names. */
final class ProtoTypes {
  private static final Set<String> SCALARS =
      Set.of(
          "double",
          "float",
          "int32",
          "int64",
          "uint32",
          "uint64",
          "sint32",
          "sint64",
          "fixed32",
          "fixed64",
          "sfixed32",
          "sfixed64",
          "bool",
          "string",
          "bytes");

  private final ProtoFileElement file;
  private final Map<String, TypeElement> types = new HashMap<>();
  private final Map<String, MessageElement> own = new LinkedHashMap<>();
  private final Set<String> missing = new HashSet<>();

  ProtoTypes(ProtoFileElement file, Map<String, String> imports) {
    this.file = file;
    addImports(file, imports, new HashSet<>());
    file.getTypes().forEach(type -> declare(scope(file), type, true));
  }

  private void addImports(
      ProtoFileElement importing, Map<String, String> imports, Set<String> seen) {
    for (String name : imports(importing)) {
      if (seen.add(name)) {
        Optional<String> text = imported(name, imports);
        if (text.isEmpty()) {
          missing.add(name);
        } else {
          ProtoFileElement imported = ProtobufLanguage.parse(name, text.get());
          imported.getTypes().forEach(type -> declare(scope(imported), type, false));
          addImports(imported, imports, seen);
        }
      }
    }
  }

  /** The names of all files that a file imports. */
  static List<String> imports(ProtoFileElement importing) {
    List<String> names = new ArrayList<>(importing.getImports());
    names.addAll(importing.getPublicImports());
    names.addAll(importing.getWeakImports());
    return names;
  }

  /** The text of an imported file: a reference, or one that every compiler brings along. */
  static Optional<String> imported(String name, Map<String, String> references) {
    return Optional.ofNullable(references.get(name)).or(() -> wellKnown(name));
  }

  /** Files that every compiler brings along. */
  private static Optional<String> wellKnown(String name) {
    if (!name.startsWith("google/")) {
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

  private void declare(String scope, TypeElement type, boolean isOwn) {
    String name = scope + type.getName();
    types.put(name, type);
    if (isOwn && type instanceof MessageElement message) {
      own.put(name, message);
    }
    type.getNestedTypes().forEach(nested -> declare(name + ".", nested, isOwn));
  }

  private static String scope(ProtoFileElement file) {
    return file.getPackageName() == null ? "" : file.getPackageName() + ".";
  }

  /** Without the package, which is not in the bytes. */
  String local(String name) {
    return name.startsWith(scope(file)) ? name.substring(scope(file).length()) : name;
  }

  /** The messages of the file itself, by their names without the package. */
  Map<String, MessageElement> messages() {
    Map<String, MessageElement> messages = new LinkedHashMap<>();
    own.forEach((name, message) -> messages.put(local(name), message));
    return messages;
  }

  /**
   * Refuses a file that uses types nobody declares.
   *
   * @throws RegistryException with the field and the type
   */
  void requireKnown() {
    own.forEach(
        (name, message) -> {
          fields(message).forEach(field -> requireKnown(name, field.getType()));
        });
  }

  private void requireKnown(String message, String type) {
    String value = type.startsWith("map<") ? sides(type)[1] : type;
    if (!SCALARS.contains(value) && find(message, value).isEmpty()) {
      throw RegistryException.invalidSchema(
          "Invalid Protobuf schema: message "
              + message
              + " uses the type "
              + value
              + ", which neither the schema nor its references declare"
              + (missing.isEmpty() ? "" : "; imports without a reference: " + missing));
    }
  }

  static String[] sides(String map) {
    String[] sides = map.substring("map<".length(), map.length() - 1).split(",", 2);
    return new String[] {sides[0].strip(), sides[1].strip()};
  }

  /** All fields of a message, those of its choices included. */
  static List<FieldElement> fields(MessageElement message) {
    List<FieldElement> fields = new ArrayList<>(message.getFields());
    message.getOneOfs().forEach(choice -> fields.addAll(choice.getFields()));
    return fields;
  }

  /** The choice that each field is part of, by the field's number. */
  static Map<Integer, String> choices(MessageElement message) {
    Map<Integer, String> choices = new HashMap<>();
    for (OneOfElement choice : message.getOneOfs()) {
      choice.getFields().forEach(field -> choices.put(field.getTag(), choice.getName()));
    }
    return choices;
  }

  /**
   * How values of a type look in bytes: types of one form can be read as one another.
   *
   * @param message in which the type is named, without the package
   */
  String form(String message, String type) {
    return switch (type) {
      case "int32", "int64", "uint32", "uint64", "bool" -> "a varint";
      case "sint32", "sint64" -> "a zigzag varint";
      case "fixed32", "sfixed32" -> "4 bytes, a whole number";
      case "fixed64", "sfixed64" -> "8 bytes, a whole number";
      case "string", "bytes" -> "bytes with a length";
      case "float", "double" -> type;
      default -> ofNamed(message, type);
    };
  }

  private String ofNamed(String message, String type) {
    if (type.startsWith("map<")) {
      String[] sides = sides(type);
      return "a map of " + form(message, sides[0]) + " to " + form(message, sides[1]);
    }
    Optional<String> found = find(scope(file) + message, type);
    if (found.isPresent() && types.get(found.get()) instanceof EnumElement) {
      return "a varint";
    }
    return "message " + local(found.orElse(type));
  }

  /** The innermost type of a name, seen from inside a message. */
  private Optional<String> find(String from, String type) {
    if (type.startsWith(".")) {
      return Optional.of(type.substring(1)).filter(types::containsKey);
    }
    for (String in = from; ; in = in.substring(0, Math.max(in.lastIndexOf('.'), 0))) {
      String candidate = in.isEmpty() ? type : in + "." + type;
      if (types.containsKey(candidate)) {
        return Optional.of(candidate);
      }
      if (in.isEmpty()) {
        return Optional.empty();
      }
    }
  }
}
