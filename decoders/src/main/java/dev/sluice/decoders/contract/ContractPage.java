// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The reference page of contracts, in Markdown. */
public final class ContractPage {
  private static final String HEAD =
      """
      # Contracts: what is kept

      <!-- Written by dev.sluice.runtime.pipeline.PipelineReference from the declared words; do not edit. -->

      The words of the Open Data Contract Standard, version 3, that a contract may use. Any other word is refused by its
      name when the pipeline file is read: it would promise something that nobody holds records against.
      [contracts.md](../contracts.md) says how the rules work.

      | Part | Kept | Read, and promising nothing here |
      |---|---|---|
      """;

  private ContractPage() {}

  public static String write() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Vocabulary part : Vocabulary.ALL) {
      page.append("| ").append(part.part()).append(" | ").append(code(part.kept()));
      page.append(" | ").append(code(part.read())).append(" |\n");
    }
    page.append("\nIn every part, and promising nothing: ")
        .append(code(Vocabulary.REMARKS))
        .append(".\n");
    page.append("\n## Types (`logicalType`)\n\n");
    page.append(code(List.of(LogicalType.values()).stream().map(LogicalType::text).toList()));
    page.append(
        "\n\n## Options of types (`logicalTypeOptions`)\n\n| Option | With values of type |\n|---|---|\n");
    new TreeMap<>(TypeOptions.ALL)
        .forEach(
            (option, types) ->
                page.append("| ")
                    .append(code(List.of(option)))
                    .append(" | ")
                    .append(code(types.stream().map(LogicalType::text).toList()))
                    .append(" |\n"));
    page.append("\n## Entries of `slaProperties`\n\n").append(code(Agreements.FRESHNESS));
    page.append("\n\n## Metrics of `quality`\n\n");
    page.append("Of a property ")
        .append(code(Qualities.OF_PROPERTY))
        .append(", each with `mustBe: 0`; of a schema ");
    page.append(code(Qualities.OF_TABLE)).append(".\n");
    return page.toString();
  }

  private static String code(List<String> words) {
    return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }
}
