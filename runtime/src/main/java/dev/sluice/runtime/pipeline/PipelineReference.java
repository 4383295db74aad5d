// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.decoders.contract.ContractPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the pages that are derived from the pipeline file's declared settings. */
public final class PipelineReference {
  static final String COMMAND =
      "./sluice --version && java -cp 'cli/target/sluice/lib/*' "
          + PipelineReference.class.getName()
          + " docs";

  private PipelineReference() {}

  /** Takes the documentation folder as its only argument. */
  public static void main(String[] arguments) throws IOException {
    Path docs = Path.of(arguments.length == 1 ? arguments[0] : "docs");
    for (Map.Entry<String, String> page : pages().entrySet()) {
      Path file = docs.resolve(page.getKey());
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, page.getValue());
    }
  }

  /** Contents by file name below the documentation folder. */
  static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("reference/pipeline.md", PipelinePage.write());
    pages.put("pipeline.schema.json", PipelineSchema.write());
    pages.put("reference/contracts.md", ContractPage.write());
    return pages;
  }
}
