// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.SchemaException;
import com.squareup.wire.schema.SchemaLoader;
import com.squareup.wire.schema.internal.SchemaEncoder;
import dev.sluice.registry.compatibility.Definition;
import dev.sluice.registry.failure.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okio.FileSystem;

/** Schemas in their compiled form: a {@code FileDescriptorProto} in base64. */
final class Compiled {
  /** No .proto file is written with these characters alone: there is no statement without ';'. */
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

  private static final String MAIN = "default.proto";

  private Compiled() {}

  /** The text of a schema that a client has sent in this form; empty if it has not. */
  static Optional<String> text(String given) {
    String text = given.strip();
    if (!BASE64.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      FileDescriptorProto file = FileDescriptorProto.parseFrom(Base64.getDecoder().decode(text));
      return Optional.of(DescriptorText.of(file));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw RegistryException.invalidSchema(
          "Invalid Protobuf schema: it looks like base64, and is no FileDescriptorProto in it ("
              + e.getMessage()
              + "). Send that, or the text of a .proto file.");
    }
  }

  /** A schema in this form. */
  static String of(Definition schema) {
    try {
      Path folder = Files.createTempDirectory("sluice-proto");
      try {
        return encoded(folder, schema);
      } finally {
        try (Stream<Path> all = Files.walk(folder)) {
          for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Wire links files of a folder only. */
  private static String encoded(Path folder, Definition schema) throws IOException {
    write(folder, MAIN, schema.text(), schema.imports());
    try {
      SchemaLoader loader = new SchemaLoader(FileSystem.SYSTEM);
      Location root = Location.get(folder.toString());
      loader.initRoots(List.of(root), List.of(root));
      Schema linked = loader.loadSchema();
      ProtoFile main = linked.protoFile(MAIN);
      return new SchemaEncoder(linked).encode(main).base64();
    } catch (SchemaException e) {
      throw RegistryException.invalidSchema(
          "The Protobuf schema cannot be compiled: " + e.getMessage());
    }
  }

  /** A file, and those that it imports. */
  private static void write(Path folder, String name, String text, Map<String, String> imports)
      throws IOException {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder)) {
      throw RegistryException.invalidSchema(
          "The schema imports " + name + ", which is outside of its folder");
    }
    if (Files.exists(file)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    for (String imported : ProtoTypes.imports(ProtobufLanguage.parse(name, text))) {
      Optional<String> known = ProtoTypes.imported(imported, imports);
      if (known.isPresent()) {
        write(folder, imported, known.get(), imports);
      }
    }
  }
}
