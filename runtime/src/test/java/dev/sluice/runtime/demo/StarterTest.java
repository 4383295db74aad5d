// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StarterTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "orders");

  @Test
  void isTheOrdersExample() throws Exception {
    for (String name : Starter.FILES) {
      assertThat(new String(Starter.content(name), StandardCharsets.UTF_8))
          .as("examples/orders/" + name + " and what sluice init writes")
          .isEqualTo(Files.readString(EXAMPLE.resolve(name)));
    }
  }

  @Test
  void hasNoMistakes() throws Exception {
    PipelineFile file = PipelineReader.read(EXAMPLE.resolve("pipeline.yaml"));
    assertThat(file.views())
        .extracting(PipelineFile.View::name)
        .containsExactly("sales_by_country_minute", "sales_by_country_day");
    assertThat(file.lakeTables()).hasSize(1);
    assertThat(file.warehouseTables()).hasSize(1);
  }
}
