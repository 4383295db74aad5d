// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.registry.compatibility.Definition;
import dev.sluice.registry.compatibility.Side;
import dev.sluice.registry.failure.RegistryException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One row per rule of the table in docs/schemas.md. */
final class ProtobufRulesTest {
  private final ProtobufLanguage protobuf = new ProtobufLanguage();

  /** Old message, new message; why new cannot read old, and why old cannot read new. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "int32 a = 1; | int32 a = 1; string b = 2; | - | -",
        "int32 a = 1; | int32 renamed = 1; | - | -",
        "int32 a = 1; | int64 a = 1; | - | -",
        "uint32 a = 1; | bool a = 1; | - | -",
        "int32 a = 1; | E a = 1; | - | -",
        "sint32 a = 1; | sint64 a = 1; | - | -",
        "fixed32 a = 1; | sfixed32 a = 1; | - | -",
        "fixed64 a = 1; | sfixed64 a = 1; | - | -",
        "string a = 1; | bytes a = 1; | - | -",
        "string a = 1; | repeated string a = 1; | - | -",
        "M a = 1; | repeated M a = 1; | - | -",
        "int32 a = 1; | sint32 a = 1; | FIELD_SCALAR_KIND_CHANGED | FIELD_SCALAR_KIND_CHANGED",
        "int32 a = 1; | fixed32 a = 1; | FIELD_SCALAR_KIND_CHANGED | FIELD_SCALAR_KIND_CHANGED",
        "float a = 1; | double a = 1; | FIELD_SCALAR_KIND_CHANGED | FIELD_SCALAR_KIND_CHANGED",
        "int32 a = 1; | string a = 1; | FIELD_SCALAR_KIND_CHANGED | FIELD_SCALAR_KIND_CHANGED",
        "string a = 1; | M a = 1; | FIELD_SCALAR_KIND_CHANGED | FIELD_SCALAR_KIND_CHANGED",
        "M a = 1; | N a = 1; | FIELD_NAMED_TYPE_CHANGED | FIELD_NAMED_TYPE_CHANGED",
        "int32 a = 1; | repeated int32 a = 1; | FIELD_NUMERIC_LABEL_CHANGED | FIELD_NUMERIC_LABEL_CHANGED",
        "map<string, int32> a = 1; | map<string, int64> a = 1; | - | -",
        "map<string, int32> a = 1; | map<string, string> a = 1; | FIELD_SCALAR_KIND_CHANGED | FIELD_SCALAR_KIND_CHANGED",
        "int32 a = 1; | oneof o { int32 a = 1; } | - | -",
        "int32 a = 1; int32 b = 2; | oneof o { int32 a = 1; int32 b = 2; } | MULTIPLE_FIELDS_MOVED_TO_ONEOF | -",
        "int32 a = 1; oneof o { int32 b = 2; } | oneof o { int32 a = 1; int32 b = 2; } | FIELD_MOVED_TO_EXISTING_ONEOF | -",
        "oneof o { int32 a = 1; int32 b = 2; } | oneof p { int32 a = 1; int32 b = 2; } | - | -",
        "oneof o { int32 a = 1; } | oneof o { int32 a = 1; int32 b = 2; } | - | -",
      })
  void comparesByNumberAndForm(String old, String fresh, String backward, String forward) {
    String file =
        "syntax = \"proto3\"; package p; message R { %s }"
            + " message M { int32 x = 1; } message N { int32 x = 1; } enum E { Z = 0; }";
    compare(file.formatted(old), file.formatted(fresh), backward, forward);
  }

  @Test
  void requiredFieldsMayNotCome() {
    String file = "syntax = \"proto2\"; message R { optional int32 a = 1; %s }";
    compare(
        file.formatted(""), file.formatted("required int32 b = 2;"), "REQUIRED_FIELD_ADDED", null);
    compare(
        file.formatted("optional int32 b = 2;"),
        file.formatted("required int32 b = 2;"),
        "REQUIRED_FIELD_ADDED",
        null);
  }

  @Test
  void messagesMayComeAndNotGoAndPackagesMayChange() {
    String one =
        "syntax = \"proto3\"; message R { int32 a = 1; message In { string s = 1; } In i = 2; }";
    compare(one, one + " message S { int32 a = 1; }", null, "MESSAGE_REMOVED");
    compare(one, one.replace("\"; ", "\"; package other; "), null, null);
    compare(
        one,
        one.replace("string s", "int32 s"),
        "FIELD_SCALAR_KIND_CHANGED",
        "FIELD_SCALAR_KIND_CHANGED");
  }

  @Test
  void keepsATextInOneForm() {
    Definition given =
        new Definition(
            "syntax=\"proto3\";\nimport 'b.proto'; import \"a.proto\";  message R{B b=1;}",
            Map.of("b.proto", "message B { }", "a.proto", "message A { }"));
    String kept = protobuf.canonical(given, false);
    assertThat(kept).startsWith("syntax = \"proto3\";\n").doesNotContain("//").contains("B b = 1;");
    assertThat(protobuf.canonical(new Definition(kept, given.imports()), false)).isEqualTo(kept);
    assertThat(protobuf.canonical(given, true).indexOf("a.proto"))
        .isLessThan(protobuf.canonical(given, true).indexOf("b.proto"));
  }

  @Test
  void refusesWhatIsNoFileAndWhatIsMissing() {
    assertThatThrownBy(() -> protobuf.canonical(new Definition("message {", Map.of()), false))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("Invalid Protobuf schema");
    assertThatThrownBy(
            () ->
                protobuf.canonical(
                    new Definition("import \"x.proto\"; message R { optional X x = 1; }", Map.of()),
                    false))
        .hasMessageContaining("type X")
        .hasMessageContaining("[x.proto]");
    Definition wellKnown =
        new Definition(
            "syntax = \"proto3\"; import \"google/protobuf/timestamp.proto\";"
                + " message R { google.protobuf.Timestamp at = 1; }",
            Map.of());
    assertThat(protobuf.canonical(wellKnown, false)).contains("google.protobuf.Timestamp at = 1");
  }

  private void compare(String old, String fresh, String backward, String forward) {
    assertThat(problems(fresh, old)).as("backward").isEqualTo(list(backward));
    assertThat(problems(old, fresh)).as("forward").isEqualTo(list(forward));
  }

  private static List<String> list(String type) {
    return type == null ? List.of() : List.of(type);
  }

  private List<String> problems(String reader, String writer) {
    return protobuf
        .problems(
            new Side(new Definition(reader, Map.of()), "new"),
            new Side(new Definition(writer, Map.of()), "old"))
        .stream()
        .map(problem -> problem.type())
        .toList();
  }
}
