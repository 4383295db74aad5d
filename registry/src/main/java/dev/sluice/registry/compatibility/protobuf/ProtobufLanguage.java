// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.protobuf;

import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import dev.sluice.registry.compatibility.Definition;
import dev.sluice.registry.compatibility.Language;
import dev.sluice.registry.compatibility.Problem;
import dev.sluice.registry.compatibility.Side;
import dev.sluice.registry.failure.RegistryException;
import java.util.List;

/**
 * Protobuf: Wire's parser, and rules of our own: see {@link Evolution}. Clients may send the
 * compiled form, too: it is kept as text.
 */
public final class ProtobufLanguage implements Language {
  private static final String HEAD = "(?m)^// (Proto schema formatted by Wire|Source:).*\\R";

  @Override
  public String canonical(Definition given, boolean normalize) {
    ProtoFileElement file = parse("the schema", given.text());
    new ProtoTypes(file, given.imports()).requireKnown();
    return (normalize ? ordered(file) : file).toSchema().replaceAll(HEAD, "").strip() + "\n";
  }

  @Override
  public List<Problem> problems(Side reader, Side writer) {
    return new Evolution(
            types(reader.schema()), types(writer.schema()), reader.name(), writer.name())
        .problems();
  }

  /** In base64, as clients ask for with {@code format=serialized}. */
  @Override
  public String serialized(Definition schema) {
    return Compiled.of(schema);
  }

  private static ProtoTypes types(Definition schema) {
    return new ProtoTypes(parse("the schema", schema.text()), schema.imports());
  }

  static ProtoFileElement parse(String name, String text) {
    try {
      return ProtoParser.Companion.parse(Location.get(name), Compiled.text(text).orElse(text));
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw RegistryException.invalidSchema(
          "Invalid Protobuf schema: "
              + e.getMessage()
              + ". Send the text of a .proto file. The schema was: "
              + text);
    }
  }

  private static ProtoFileElement ordered(ProtoFileElement file) {
    return file.copy(
        file.getLocation(),
        file.getPackageName(),
        file.getSyntax(),
        file.getImports().stream().sorted().toList(),
        file.getPublicImports().stream().sorted().toList(),
        file.getWeakImports().stream().sorted().toList(),
        file.getTypes(),
        file.getServices(),
        file.getExtendDeclarations(),
        file.getOptions());
  }
}
