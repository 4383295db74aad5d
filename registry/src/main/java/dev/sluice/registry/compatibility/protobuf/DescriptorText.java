// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.sluice.registry.failure.RegistryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The text of a file of which a client has sent the compiled form, a {@code FileDescriptorProto}:
 * those for Python, Go and .NET do. Options that the client's own files declare are left out, for
 * only those files could name them.
 */
final class DescriptorText {
  private static final int MOST_NUMBER = 536_870_912;
  private static final String MAX = " to max";

  private final FileDescriptorProto file;
  private final StringBuilder out = new StringBuilder();
  private final Set<String> declared = new HashSet<>();

  private DescriptorText(FileDescriptorProto file) {
    this.file = file;
  }

  /**
   * Writes the text.
   *
   * @throws RegistryException of what Wire's parser does not know: groups and editions
   */
  static String of(FileDescriptorProto file) {
    return new DescriptorText(file).text();
  }

  private String text() {
    String scope = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
    file.getMessageTypeList().forEach(message -> declare(scope, message));
    file.getEnumTypeList().forEach(type -> declared.add(scope + type.getName()));
    String syntax = file.getSyntax().isEmpty() ? "proto2" : file.getSyntax();
    if (syntax.equals("editions")) {
      throw refused("it is written in an edition of Protobuf");
    }
    line("syntax = \"" + syntax + "\";");
    if (!file.getPackage().isEmpty()) {
      line("package " + file.getPackage() + ";");
    }
    for (int i = 0; i < file.getDependencyCount(); i++) {
      String kind =
          file.getPublicDependencyList().contains(i)
              ? "public "
              : file.getWeakDependencyList().contains(i) ? "weak " : "";
      line("import " + kind + quoted(file.getDependency(i)) + ";");
    }
    options(file.getOptions());
    file.getMessageTypeList().forEach(message -> message(scope, message));
    file.getEnumTypeList().forEach(this::enumeration);
    extensions(scope, file.getExtensionList());
    file.getServiceList().forEach(service -> service(scope, service));
    return out.toString();
  }

  private void declare(String scope, DescriptorProto message) {
    String inner = scope + message.getName() + ".";
    declared.add(scope + message.getName());
    message.getNestedTypeList().forEach(nested -> declare(inner, nested));
    message.getEnumTypeList().forEach(type -> declared.add(inner + type.getName()));
  }

  private void message(String scope, DescriptorProto message) {
    String inner = scope + message.getName() + ".";
    line("message " + message.getName() + " {");
    options(message.getOptions());
    reserved(
        message.getReservedRangeList().stream()
            .map(range -> range(range.getStart(), range.getEnd() - 1))
            .toList(),
        message.getReservedNameList());
    message
        .getExtensionRangeList()
        .forEach(range -> line("extensions " + range(range.getStart(), range.getEnd() - 1) + ";"));
    Map<String, DescriptorProto> maps = new HashMap<>();
    for (DescriptorProto nested : message.getNestedTypeList()) {
      if (nested.getOptions().getMapEntry()) {
        maps.put("." + inner + nested.getName(), nested);
      }
    }
    Set<Integer> choices = new HashSet<>();
    for (FieldDescriptorProto field : message.getFieldList()) {
      if (!isChoice(field)) {
        field(inner, field, maps);
      } else if (choices.add(field.getOneofIndex())) {
        choice(inner, message, field.getOneofIndex());
      }
    }
    for (DescriptorProto nested : message.getNestedTypeList()) {
      if (!nested.getOptions().getMapEntry()) {
        message(inner, nested);
      }
    }
    message.getEnumTypeList().forEach(this::enumeration);
    extensions(inner, message.getExtensionList());
    line("}");
  }

  /** The choice of one that proto3 makes of an optional field is no choice to people. */
  private static boolean isChoice(FieldDescriptorProto field) {
    return field.hasOneofIndex() && !field.getProto3Optional();
  }

  private void choice(String scope, DescriptorProto message, int index) {
    line("oneof " + message.getOneofDecl(index).getName() + " {");
    options(message.getOneofDecl(index).getOptions());
    for (FieldDescriptorProto field : message.getFieldList()) {
      if (isChoice(field) && field.getOneofIndex() == index) {
        line(declaration(field, type(scope, field)));
      }
    }
    line("}");
  }

  private void field(String scope, FieldDescriptorProto field, Map<String, DescriptorProto> maps) {
    DescriptorProto map = maps.get(field.getTypeName());
    String type =
        map == null
            ? label(field) + type(scope, field)
            : "map<" + type(scope, map.getField(0)) + ", " + type(scope, map.getField(1)) + ">";
    line(declaration(field, type));
  }

  private String label(FieldDescriptorProto field) {
    return switch (field.getLabel()) {
      case LABEL_REPEATED -> "repeated ";
      case LABEL_REQUIRED -> "required ";
      case LABEL_OPTIONAL ->
          field.getProto3Optional() || !file.getSyntax().equals("proto3") ? "optional " : "";
    };
  }

  private static String declaration(FieldDescriptorProto field, String type) {
    List<String> brackets = new ArrayList<>();
    if (field.hasDefaultValue()) {
      brackets.add("default = " + defaultValue(field));
    }
    if (field.hasJsonName() && !field.getJsonName().equals(camel(field.getName()))) {
      brackets.add("json_name = " + quoted(field.getJsonName()));
    }
    brackets.addAll(values(field.getOptions()));
    return type + " " + field.getName() + " = " + field.getNumber() + bracketed(brackets) + ";";
  }

  private static String bracketed(List<String> options) {
    return options.isEmpty() ? "" : " [" + String.join(", ", options) + "]";
  }

  private static String defaultValue(FieldDescriptorProto field) {
    return switch (field.getType()) {
      case TYPE_STRING -> quoted(field.getDefaultValue());
      // already escaped
      case TYPE_BYTES -> "\"" + field.getDefaultValue() + "\"";
      default -> field.getDefaultValue();
    };
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    boolean up = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        up = true;
      } else {
        camel.append(up ? Character.toUpperCase(c) : c);
        up = false;
      }
    }
    return camel.toString();
  }

  private String type(String scope, FieldDescriptorProto field) {
    return switch (field.getType()) {
      case TYPE_MESSAGE, TYPE_ENUM -> named(scope, field.getTypeName());
      case TYPE_GROUP -> throw refused("field " + field.getName() + " is a group");
      default -> field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
    };
  }

  /** The shortest name that means the type where it is used, as people write it. */
  private String named(String scope, String dotted) {
    String full = dotted.startsWith(".") ? dotted.substring(1) : dotted;
    int dot = declared.contains(full) ? full.lastIndexOf('.') : -1;
    for (; dot >= 0; dot = full.lastIndexOf('.', dot - 1)) {
      String name = full.substring(dot + 1);
      if (full.equals(meant(scope, name))) {
        return name;
      }
    }
    return full;
  }

  /** What a name means: the innermost scope that knows its first part decides. */
  private String meant(String scope, String name) {
    String first = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    String around = scope;
    while (true) {
      if (declared.contains(around + first)) {
        return around + name;
      }
      if (around.isEmpty()) {
        return name;
      }
      around = around.substring(0, around.lastIndexOf('.', around.length() - 2) + 1);
    }
  }

  private void enumeration(EnumDescriptorProto type) {
    line("enum " + type.getName() + " {");
    options(type.getOptions());
    reserved(
        type.getReservedRangeList().stream()
            .map(range -> range(range.getStart(), range.getEnd()))
            .toList(),
        type.getReservedNameList());
    for (EnumValueDescriptorProto value : type.getValueList()) {
      line(
          value.getName()
              + " = "
              + value.getNumber()
              + bracketed(values(value.getOptions()))
              + ";");
    }
    line("}");
  }

  private static String range(int from, int to) {
    if (to == MOST_NUMBER - 1 || to == Integer.MAX_VALUE) {
      return from + MAX;
    }
    return from == to ? Integer.toString(from) : from + " to " + to;
  }

  private void reserved(List<String> ranges, List<String> names) {
    if (!ranges.isEmpty()) {
      line("reserved " + String.join(", ", ranges) + ";");
    }
    if (!names.isEmpty()) {
      line(
          "reserved "
              + names.stream().map(DescriptorText::quoted).collect(Collectors.joining(", "))
              + ";");
    }
  }

  private void extensions(String scope, List<FieldDescriptorProto> extensions) {
    for (FieldDescriptorProto extension : extensions) {
      line("extend " + named(scope, extension.getExtendee()) + " {");
      field(scope, extension, Map.of());
      line("}");
    }
  }

  private void service(String scope, ServiceDescriptorProto service) {
    line("service " + service.getName() + " {");
    options(service.getOptions());
    for (MethodDescriptorProto method : service.getMethodList()) {
      line(
          "rpc "
              + method.getName()
              + " ("
              + (method.getClientStreaming() ? "stream " : "")
              + named(scope, method.getInputType())
              + ") returns ("
              + (method.getServerStreaming() ? "stream " : "")
              + named(scope, method.getOutputType())
              + ") {");
      options(method.getOptions());
      line("}");
    }
    line("}");
  }

  private void options(Message options) {
    values(options).forEach(option -> line("option " + option + ";"));
  }

  private static List<String> values(Message options) {
    List<String> values = new ArrayList<>();
    options
        .getAllFields()
        .forEach(
            (field, value) -> {
              List<?> each = field.isRepeated() ? (List<?>) value : List.of(value);
              if (field.getJavaType() != Descriptors.FieldDescriptor.JavaType.MESSAGE
                  && !field.getName().equals("map_entry")) {
                each.forEach(one -> values.add(field.getName() + " = " + value(one)));
              }
            });
    return values;
  }

  private static String value(Object value) {
    if (value instanceof String text) {
      return quoted(text);
    }
    if (value instanceof ByteString bytes) {
      return "\"" + TextFormat.escapeBytes(bytes) + "\"";
    }
    return value instanceof Descriptors.EnumValueDescriptor constant
        ? constant.getName()
        : value.toString();
  }

  private static String quoted(String text) {
    return "\"" + TextFormat.escapeBytes(ByteString.copyFromUtf8(text)) + "\"";
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private static RegistryException refused(String why) {
    return RegistryException.invalidSchema(
        "The compiled Protobuf schema cannot be written as text: " + why);
  }
}
