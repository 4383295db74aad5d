// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the house asks of every source file. */
class HouseRulesTest {
  private static final int LONGEST_FILE = 600;

  @Test
  void seesTheSources() throws IOException {
    assertThat(Sources.java())
        .hasSizeGreaterThan(200)
        .contains(Sources.ROOT.resolve("core/src/main/java/dev/sluice/core/record/Header.java"));
  }

  @Test
  void everyTypeHasANameThatSaysWhatItIs() throws IOException {
    for (Path file : Sources.java()) {
      assertThat(Sources.hasNamelessType(Files.readString(file)))
          .as("%s declares a Util, Helper, Common, Manager or Impl: name it by what it is", file)
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public final class Offset" + "Utils {",
        "  private static final class Store" + "Manager implements Store {",
        "interface Lake" + "Common {",
        "record Batch" + "Impl(int rows) {}"
      })
  void knowsANamelessType(String line) {
    assertThat(Sources.hasNamelessType(line)).isTrue();
  }

  @Test
  void noFileIsLong() throws IOException {
    for (Path file : Sources.java()) {
      assertThat(Files.readAllLines(file).size())
          .as("lines of %s: split it by what it does", file)
          .isLessThanOrEqualTo(LONGEST_FILE);
    }
  }

  @Test
  void theClassesToWalkThroughExist() throws IOException {
    String page = Files.readString(Sources.ROOT.resolve("ARCHITECTURE.md"));
    List<String> walk =
        Pattern.compile("^\\d+\\. `(\\w+)`", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map((MatchResult found) -> found.group(1) + ".java")
            .toList();
    assertThat(walk).hasSizeGreaterThan(5);
    assertThat(Sources.java().stream().map(file -> file.getFileName().toString()).toList())
        .as("the classes that ARCHITECTURE.md walks a record through")
        .containsAll(walk);
  }
}
