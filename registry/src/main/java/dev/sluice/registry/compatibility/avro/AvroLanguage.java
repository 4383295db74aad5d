// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.registry.compatibility.Definition;
import dev.sluice.registry.compatibility.Language;
import dev.sluice.registry.compatibility.Problem;
import dev.sluice.registry.compatibility.Side;
import dev.sluice.registry.failure.RegistryException;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** Avro, by its own library and its own rules for resolution. */
public final class AvroLanguage implements Language {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public String canonical(Definition given, boolean normalize) {
    Schema schema = parse(new Schema.Parser(), given);
    // printed by Avro, a schema would contain the types that it borrows
    String text = given.imports().isEmpty() ? schema.toString() : tree(given.text()).toString();
    return normalize ? PropertyOrder.ordered(tree(text)).toString() : text;
  }

  @Override
  public List<Problem> problems(Side reader, Side writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(
            stored(reader.schema()), stored(writer.schema()))
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(one -> problem(one, reader.name(), writer.name()))
        .toList();
  }

  private static Schema stored(Definition kept) {
    // an older registry may have let pass a default that this one would refuse
    return parse(new Schema.Parser().setValidateDefaults(false), kept);
  }

  private static Schema parse(Schema.Parser parser, Definition schema) {
    schema.imports().values().forEach(text -> parse(parser, text));
    return parse(parser, schema.text());
  }

  private static Schema parse(Schema.Parser parser, String text) {
    try {
      return parser.parse(text);
    } catch (AvroRuntimeException e) {
      throw RegistryException.invalidSchema(
          "Invalid Avro schema: " + e.getMessage() + ". The schema was: " + text);
    }
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw RegistryException.invalidSchema("Invalid Avro schema: " + e.getMessage());
    }
  }

  private static Problem problem(Incompatibility one, String reader, String writer) {
    return new Problem(one.getType().name(), what(one, reader, writer), one.getMessage());
  }

  private static String what(Incompatibility one, String reader, String writer) {
    String at = "path '" + one.getLocation() + "'";
    String readerAt = " at " + at + " of the " + reader + " schema";
    return switch (one.getType()) {
      case NAME_MISMATCH ->
          "The name at " + at + " differs between the " + reader + " and the " + writer + " schema";
      case FIXED_SIZE_MISMATCH ->
          "The size of the fixed type"
              + readerAt
              + " differs from that of the "
              + writer
              + " schema";
      case MISSING_ENUM_SYMBOLS ->
          "The enum"
              + readerAt
              + " has no default and lacks symbols that the "
              + writer
              + " schema has";
      case READER_FIELD_MISSING_DEFAULT_VALUE ->
          "The field '"
              + one.getMessage()
              + "'"
              + readerAt
              + " has no default value and is missing in the "
              + writer
              + " schema";
      case TYPE_MISMATCH ->
          "The type" + readerAt + " cannot read the type in the " + writer + " schema";
      case MISSING_UNION_BRANCH ->
          "The union" + readerAt + " lacks a type that the " + writer + " schema has";
    };
  }
}
