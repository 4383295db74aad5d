// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FunctionsTest {
  @Test
  void thePageListsAllFunctions() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "streams.md"));
    String listed =
        page.substring(page.indexOf("<!-- functions -->"), page.indexOf("<!-- /functions -->"));
    assertThat(listed.replace("<!-- functions -->", "").strip())
        .as("the list of functions in docs/streams.md")
        .isEqualTo(String.join(", ", Functions.SCALAR));
  }
}
