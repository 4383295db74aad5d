// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

import java.util.List;

/**
 * What makes two schemas the same one; it is stored under one id.
 *
 * @param type one of {@link #TYPES}; a log written by another registry may contain others
 * @param text in canonical form
 */
public record SchemaText(String type, String text, List<SchemaReference> references) {
  public static final String AVRO = "AVRO";
  public static final String JSON = "JSON";
  public static final String PROTOBUF = "PROTOBUF";

  /** Types that can be registered. */
  public static final List<String> TYPES = List.of(AVRO, JSON, PROTOBUF);

  public SchemaText {
    references = List.copyOf(references);
  }

  public static SchemaText avro(String text) {
    return new SchemaText(AVRO, text, List.of());
  }

  public boolean isAvro() {
    return type.equals(AVRO);
  }
}
