// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final String BAD =
      """
      name: p
      topics: {t: {}}
      lake.tables: {t: {location: l, formt: parquet}}
      tasks: many
      """;

  @TempDir private Path folder;

  private String badFile() throws IOException {
    return Files.writeString(folder.resolve("bad.yaml"), BAD).toString();
  }

  @Test
  void validatesWhatInitWrites() throws IOException {
    Path target = folder.resolve("new/shop");
    Ran init = Ran.sluice("init", target.toString());
    assertThat(init.exit()).as(init.err()).isZero();
    try (Stream<Path> files = Files.walk(target)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> target.relativize(f).toString()))
          .containsExactlyInAnyOrder(
              "pipeline.yaml",
              "views/sales_by_country_day.sql",
              "views/sales_by_country_minute.sql");
    }
    Ran validate = Ran.sluice("validate", target.toString());
    assertThat(validate.exit()).as(validate.out()).isZero();
    assertThat(validate.out())
        .contains("pipeline 'orders', 1 lake and 1 warehouse tables, 2 views");
  }

  @Test
  void initOverwritesNothing() throws IOException {
    Path mine = Files.writeString(folder.resolve("pipeline.yaml"), "mine");
    Ran init = Ran.sluice("init", folder.toString());
    assertThat(init.exit()).isEqualTo(3);
    assertThat(init.err()).contains(mine.toString(), "is not overwritten");
    assertThat(mine).hasContent("mine");
    assertThat(folder.resolve("views")).doesNotExist();
  }

  @Test
  void tellsEveryMistakeWithItsPlaceReasonAndRemedy() throws IOException {
    String file = badFile();
    Ran validate = Ran.sluice("validate", file);
    assertThat(validate.exit()).isEqualTo(1);
    assertThat(validate.out().lines())
        .containsExactlyElementsOf(
            List.of(
                file + ":3:32: unknown key 'formt' in lake.tables.t",
                "    why: known here: topic, location, format, compression, partition,"
                    + " rotate.records, rotate.bytes, rotate.interval, parquet.row.group.bytes",
                "    now: did you mean format?",
                file + ":4:8: tasks must be a whole number, 0 or more, but was 'many'",
                "    why: it is read as a whole number from 1 to 1000",
                "    now: write for example tasks: 2",
                "2 mistakes"));
  }

  @Test
  void tellsMistakesAsJson() throws IOException {
    Ran validate = Ran.sluice("validate", badFile(), "--json");
    assertThat(validate.exit()).isEqualTo(1);
    JsonNode mistakes = new ObjectMapper().readTree(validate.out());
    assertThat(mistakes).hasSize(2);
    assertThat(mistakes.at("/0/line").asInt()).isEqualTo(3);
    assertThat(mistakes.at("/0/column").asInt()).isEqualTo(32);
    assertThat(mistakes.at("/1/problem/setting").asText()).isEqualTo("tasks");
    Files.writeString(
        folder.resolve("good.yaml"), BAD.replace("formt", "format").replace("many", "2"));
    Ran good = Ran.sluice("validate", folder.resolve("good.yaml").toString(), "--json");
    assertThat(good.exit()).isZero();
    assertThat(new ObjectMapper().readTree(good.out())).isEmpty();
  }

  @Test
  void couldNotRunWithoutTheFile() {
    Ran validate = Ran.sluice("validate", folder.resolve("no.yaml").toString());
    assertThat(validate.exit()).isEqualTo(3);
    assertThat(validate.err())
        .isEqualTo("sluice: there is no file " + folder.resolve("no.yaml") + "\n");
  }

  @Test
  void couldNotRunWhereAFileStandsInTheWay() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Ran init = Ran.sluice("init", file.toString());
    assertThat(init.exit()).isEqualTo(3);
    assertThat(init.err()).contains(file.toString()).doesNotContain("\tat ");
  }

  @Test
  void refusesWrongUsage() {
    assertThat(Ran.sluice("validate").exit()).isEqualTo(2);
    assertThat(Ran.sluice("vaildate", "x").exit()).isEqualTo(2);
    assertThat(Ran.sluice("init", "a", "b").exit()).isEqualTo(2);
  }

  @Test
  void asksForARunningPipeline() {
    Ran status = Ran.sluice("status", "--home", folder.toString());
    assertThat(status.exit()).isEqualTo(3);
    assertThat(status.err()).startsWith("sluice: No pipeline is running on " + folder);
  }

  @Test
  void printsTheVersion() {
    Ran version = Ran.sluice("version");
    assertThat(version.exit()).isZero();
    assertThat(version.out()).startsWith("sluice ").contains("\njava ");
  }
}
