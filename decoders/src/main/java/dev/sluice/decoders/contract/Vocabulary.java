// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * The words of one part of a contract.
 *
 * @param part what the part is called
 * @param kept words whose promise is kept
 * @param read words that promise nothing that could be checked here: descriptions and names
 */
record Vocabulary(String part, List<String> kept, List<String> read) {
  /** Words that every part may have, for people. */
  static final List<String> REMARKS =
      List.of(
          "id",
          "description",
          "businessName",
          "tags",
          "authoritativeDefinitions",
          "customProperties");

  static final Vocabulary DOCUMENT =
      of(
          "the document",
          List.of("apiVersion", "kind", "schema", "slaProperties"),
          List.of(
              "name",
              "version",
              "status",
              "domain",
              "tenant",
              "dataProduct",
              "contractCreatedTs",
              "team",
              "roles",
              "price",
              "support",
              "servers",
              "slaDefaultElement"));
  static final Vocabulary SCHEMA =
      of(
          "a schema",
          List.of("name", "physicalName", "properties", "quality"),
          List.of("logicalType", "physicalType", "dataGranularityDescription"));
  static final Vocabulary PROPERTY =
      of(
          "a property",
          List.of(
              "name",
              "logicalType",
              "logicalTypeOptions",
              "required",
              "unique",
              "primaryKey",
              "primaryKeyPosition",
              "properties",
              "items",
              "quality"),
          List.of(
              "physicalName",
              "physicalType",
              "classification",
              "criticalDataElement",
              "examples",
              "encryptedName",
              "partitioned",
              "partitionKeyPosition",
              "relationships",
              "transformSourceObjects",
              "transformLogic",
              "transformDescription"));
  static final Vocabulary ITEMS =
      of(
          "items of a list",
          List.of(),
          List.of("name", "logicalType", "physicalType", "properties", "items"));
  static final Vocabulary QUALITY =
      of(
          "a quality of a property or schema",
          List.of("type", "metric", "rule", "arguments", "mustBe", "severity"),
          List.of("name", "dimension", "businessImpact", "unit", "method"));
  static final Vocabulary ARGUMENTS =
      of("arguments of a quality", List.of("validValues", "pattern"), List.of());
  static final Vocabulary VOLUME =
      of(
          "a quality rowCount of a schema",
          List.of(
              "type",
              "metric",
              "rule",
              "mustBe",
              "mustBeGreaterThan",
              "mustBeGreaterOrEqualTo",
              "mustBeLessThan",
              "mustBeLessOrEqualTo",
              "mustBeBetween"),
          List.of("name", "dimension", "businessImpact", "unit", "method", "severity"));
  static final Vocabulary AGREEMENT =
      of(
          "an entry of slaProperties",
          List.of("property", "value", "unit"),
          List.of("element", "driver"));

  /** All parts, for the reference. */
  static final List<Vocabulary> ALL =
      List.of(DOCUMENT, SCHEMA, PROPERTY, ITEMS, QUALITY, ARGUMENTS, VOLUME, AGREEMENT);

  private static Vocabulary of(String part, List<String> kept, List<String> read) {
    return new Vocabulary(part, kept, read);
  }

  void refuseOthers(JsonNode node, String path, Notes notes) {
    for (Map.Entry<String, JsonNode> one : node.properties()) {
      if (!kept.contains(one.getKey())
          && !read.contains(one.getKey())
          && !REMARKS.contains(one.getKey())) {
        notes.refuse(
            (path.isEmpty() ? "" : path + ".") + one.getKey(), "this is not kept in " + part);
      }
    }
  }
}
