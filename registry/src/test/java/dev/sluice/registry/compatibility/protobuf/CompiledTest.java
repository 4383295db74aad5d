// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import com.google.protobuf.compiler.PluginProtos;
import dev.sluice.registry.compatibility.Definition;
import dev.sluice.registry.failure.RegistryException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that Google's own compiler has compiled, as text and back. */
final class CompiledTest {
  private final ProtobufLanguage protobuf = new ProtobufLanguage();

  static Stream<FileDescriptor> files() {
    return Stream.of(
        AnyProto.getDescriptor(),
        ApiProto.getDescriptor(),
        EmptyProto.getDescriptor(),
        FieldMaskProto.getDescriptor(),
        StructProto.getDescriptor(),
        TypeProto.getDescriptor(),
        WrappersProto.getDescriptor(),
        PluginProtos.getDescriptor());
  }

  private static String base64(FileDescriptorProto file) {
    return Base64.getEncoder().encodeToString(file.toByteArray());
  }

  @ParameterizedTest
  @MethodSource("files")
  void comeBackAsTheyWere(FileDescriptor file) throws Exception {
    // In a package of its own: what comes with Wire must not be meant.
    FileDescriptorProto given = moved(file.toProto());
    String text = protobuf.canonical(new Definition(base64(given), Map.of()), false);
    assertThat(protobuf.canonical(new Definition(text, Map.of()), false)).isEqualTo(text);
    FileDescriptorProto back =
        FileDescriptorProto.parseFrom(
            Base64.getDecoder().decode(protobuf.serialized(new Definition(text, Map.of()))));
    assertThat(plain(back)).isEqualTo(plain(given));
  }

  private static FileDescriptorProto moved(FileDescriptorProto file) throws Exception {
    String own = file.getPackage();
    byte[] bytes = FileDescriptorProto.newBuilder(file).setPackage(own + "x").build().toByteArray();
    FileDescriptorProto.Builder moved = FileDescriptorProto.newBuilder().mergeFrom(bytes);
    Set<String> types = new HashSet<>();
    file.getMessageTypeList().forEach(message -> types.add(message.getName()));
    file.getEnumTypeList().forEach(type -> types.add(type.getName()));
    moved.getMessageTypeBuilderList().forEach(message -> rename(message, own, types));
    return moved.build();
  }

  private static void rename(
      DescriptorProtos.DescriptorProto.Builder message, String own, Set<String> types) {
    String dotted = "." + own + ".";
    for (DescriptorProtos.FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
      if (field.getTypeName().startsWith(dotted)) {
        String local = field.getTypeName().substring(dotted.length());
        int dot = local.indexOf('.');
        if (types.contains(dot < 0 ? local : local.substring(0, dot))) {
          field.setTypeName("." + own + "x." + local);
        }
      }
    }
    message.getNestedTypeBuilderList().forEach(nested -> rename(nested, own, types));
  }

  /** Without the file's name and the JSON names, which compilers add as they like. */
  private static FileDescriptorProto plain(FileDescriptorProto file) {
    FileDescriptorProto.Builder plain = FileDescriptorProto.newBuilder(file).clearName();
    plain.getMessageTypeBuilderList().forEach(CompiledTest::plain);
    return plain.build();
  }

  private static void plain(DescriptorProtos.DescriptorProto.Builder message) {
    message.getFieldBuilderList().forEach(field -> field.clearJsonName());
    message.getNestedTypeBuilderList().forEach(CompiledTest::plain);
  }

  /** A field that may be absent in proto3 stays one, and one that may not does, too. */
  @Test
  void presenceInProto3Stays() throws Exception {
    String text =
        protobuf.canonical(
            new Definition(
                "syntax = \"proto3\"; message M { optional int32 a = 1; int32 b = 2; }", Map.of()),
            false);
    String compiled = protobuf.serialized(new Definition(text, Map.of()));
    FileDescriptorProto file = FileDescriptorProto.parseFrom(Base64.getDecoder().decode(compiled));
    assertThat(file.getMessageType(0).getField(0).getProto3Optional()).isTrue();
    assertThat(file.getMessageType(0).getField(1).getProto3Optional()).isFalse();
    assertThat(protobuf.canonical(new Definition(compiled, Map.of()), false)).isEqualTo(text);
  }

  @Test
  void whatIsNoDescriptorIsRefused() {
    assertThatThrownBy(() -> protobuf.canonical(new Definition("AAAA", Map.of()), false))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("no FileDescriptorProto");
  }
}
