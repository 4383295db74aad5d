// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import dev.sluice.decoders.FieldPath;
import dev.sluice.decoders.contract.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What a contract says of the records of a schema, as far as the schema alone tells it. */
final class ContractImpact {
  private final Contract contract;
  private final Types.StructType row;
  private final List<String> breaks;

  /**
   * @param breaks takes what will go wrong
   */
  ContractImpact(Contract contract, Types.StructType row, List<String> breaks) {
    this.contract = contract;
    this.row = row;
    this.breaks = breaks;
  }

  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Contract.Field field : contract.fields()) {
      Optional<FieldPath> path = FieldPath.in(row, field.name());
      if (path.isEmpty()) {
        missing(field, sentences);
      } else {
        present(field, path.get().type(row), sentences);
      }
    }
    if (sentences.isEmpty()) {
      sentences.add("contract " + contract.id() + " takes records of this schema");
    }
    return sentences;
  }

  private void missing(Contract.Field field, List<String> sentences) {
    String sentence =
        "contract "
            + contract.id()
            + (field.required() ? " requires " : " names ")
            + field.name()
            + ", which the schema lacks";
    sentences.add(sentence);
    if (field.required()) {
      breaks.add(sentence + ": every record breaks it");
    }
  }

  private void present(Contract.Field field, Type type, List<String> sentences) {
    if (field.type().isPresent() && !field.type().get().mayHold(type)) {
      String sentence =
          "contract "
              + contract.id()
              + " wants "
              + field.name()
              + " to be "
              + field.type().get().text()
              + ", and the schema has "
              + type;
      sentences.add(sentence);
      breaks.add(sentence + ": every record with a value breaks it");
    }
    Types.NestedField declared = row.field(field.name());
    if (field.required() && declared != null && declared.isOptional()) {
      sentences.add(
          "contract "
              + contract.id()
              + " requires "
              + field.name()
              + ", which the schema lets be null: records without it break it");
    }
  }
}
