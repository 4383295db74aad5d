// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int sluice(String... arguments) {
    CommandLine line = Main.line();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private String shown(StringWriter text) {
    return text.toString().replace(folder.toString(), "DIR");
  }

  @Test
  void initWritesAPipelineThatValidates() {
    assertThat(sluice("init", folder.toString())).isZero();
    assertThat(shown(out))
        .isEqualTo(
            """
            wrote DIR/pipeline.yaml
            wrote DIR/views/sales_by_country_minute.sql
            wrote DIR/views/sales_by_country_day.sql
            next: sluice validate DIR/pipeline.yaml, then sluice up DIR
            """);
    out.getBuffer().setLength(0);
    assertThat(sluice("validate", folder.toString())).isZero();
    assertThat(shown(out))
        .isEqualTo("DIR is in order: pipeline 'orders', 1 lake and 1 warehouse tables, 2 views\n");
  }

  @Test
  void initOverwritesNothing() throws IOException {
    Files.writeString(folder.resolve("pipeline.yaml"), "mine");
    assertThat(sluice("init", folder.toString())).isEqualTo(3);
    assertThat(shown(err))
        .isEqualTo(
            "sluice: DIR/pipeline.yaml is there already and is not overwritten; name another"
                + " folder: sluice init DIR\n");
    assertThat(folder).isDirectoryContaining("glob:**/pipeline.yaml");
    assertThat(folder.resolve("pipeline.yaml")).hasContent("mine");
    assertThat(folder.resolve("views")).doesNotExist();
  }

  @Test
  void validateTellsEveryMistake() throws IOException {
    Path file = folder.resolve("p.yaml");
    Files.writeString(file, "nam: p\ntopics: {t: {partitions: none}}\nlake.tables.t.location: l\n");
    assertThat(sluice("validate", file.toString())).isEqualTo(1);
    assertThat(shown(out))
        .isEqualTo(
            """
            DIR/p.yaml:1:1: unknown key 'nam'
                why: known here: name, views, memory, tasks, expired, kafka.bootstrap.servers,\
             schema.registry.url, schema.registry.user, schema.registry.password, warehouse.url,\
             warehouse.user, warehouse.password, late.grace, late.after, streams.threads, streams.state, streams.standby, streams.commit.interval, streams.cache, http.host, http.port, topics, lake.tables,\
             warehouse.tables
                now: did you mean name?
            DIR/p.yaml:1:1: name is missing
                why: Name of the pipeline. Positions, consumer groups and internal topics carry it,\
             so it must stay the same for as long as the pipeline is to continue where it was.
                now: add it, for example name: orders
            DIR/p.yaml:2:26: partitions must be a whole number, 0 or more, but was 'none'
                why: it is read as a whole number from 1 to 10000
                now: write for example partitions: 12
            3 mistakes
            """);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void validateTellsMistakesAsJson() throws IOException {
    Path file = folder.resolve("p.yaml");
    Files.writeString(file, "name: p\ntopics.t: \nlake.tables.t.location: l\ntasks: 0\n");
    assertThat(sluice("validate", "--json", file.toString())).isEqualTo(1);
    JsonNode mistakes = new ObjectMapper().readTree(out.toString());
    assertThat(mistakes).hasSize(1);
    assertThat(mistakes.get(0).path("line").asInt()).isEqualTo(4);
    assertThat(mistakes.get(0).path("column").asInt()).isEqualTo(8);
    assertThat(mistakes.get(0).path("file").asText()).isEqualTo(file.toString());
    assertThat(mistakes.get(0).path("problem").path("setting").asText()).isEqualTo("tasks");
  }

  @Test
  void tellsInASentenceThatAFileIsMissing() {
    assertThat(sluice("validate", folder.resolve("none.yaml").toString())).isEqualTo(3);
    assertThat(shown(err)).isEqualTo("sluice: there is no file DIR/none.yaml\n");
  }

  @Test
  void showsStackTracesOnlyWhenAsked() {
    assertThat(sluice("validate", "--debug", folder.resolve("none.yaml").toString())).isEqualTo(3);
    assertThat(err.toString()).contains("NoSuchFileException", "\tat ");
  }

  @Test
  void refusesWrongUsage() {
    assertThat(sluice("validate")).isEqualTo(2);
    assertThat(sluice("flood")).isEqualTo(2);
  }

  @Test
  void refusesDataThatIsNotThere() {
    assertThat(sluice("demo", "--home", folder.toString(), "--data", folder + "/*.csv"))
        .isEqualTo(3);
    assertThat(shown(err))
        .isEqualTo(
            "sluice: There is no CSV file 'DIR/*.csv'. Name files, a folder, or a pattern in quotes"
                + " such as 'data/*.csv'.\n");
  }

  @Test
  void refusesTypesThatAreNone() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "price,b\n1,2\n");
    String types = "price:decimal(10,2),b:number";
    assertThat(
            sluice(
                "demo", "--home", folder.toString(), "--types", types, "--data", file.toString()))
        .isEqualTo(3);
    assertThat(err.toString()).startsWith("sluice: 'number' is no type of a column");
  }

  @Test
  void tellsWhyATableCannotBeRestored() throws IOException {
    Path file = folder.resolve("p.yaml");
    Files.writeString(
        file,
        "name: p\ntopics: {t: {format: json}}\nlake.tables: {t: {location: l}, r: {topic: t, location: r, format: raw}}\n");
    String home = folder.resolve("home").toString();
    assertThat(sluice("restore", file.toString(), "t", "--kafka", "localhost:1", "--home", home))
        .isEqualTo(3);
    assertThat(sluice("restore", file.toString(), "x", "--kafka", "localhost:1", "--home", home))
        .isEqualTo(3);
    assertThat(sluice("restore", file.toString(), "r", "--home", home)).isEqualTo(3);
    assertThat(sluice("restore", file.toString(), "r", "--kafka", "localhost:1", "--home", home))
        .isEqualTo(3);
    assertThat(sluice("restore", file.toString(), "r", "--from", "x", "--kafka", "b:1"))
        .isEqualTo(3);
    assertThat(shown(err).lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("lake table 't' does not hold whole records"),
            line -> assertThat(line).contains("no lake table 'x'; it has t, r"),
            line -> assertThat(line).contains("there is no Kafka to write to"),
            line -> assertThat(line).contains("there is nothing to restore in DIR/home/r"),
            line -> assertThat(line).contains("'x' names no offset"));
  }

  @Test
  void tellsExitCodesAndVersion() {
    assertThat(sluice("--help")).isZero();
    assertThat(out.toString())
        .contains("Exit codes:", "1   what was asked about is not in order", "3   could not run");
    out.getBuffer().setLength(0);
    assertThat(sluice("version")).isZero();
    assertThat(out.toString()).matches("sluice \\S+\njava \\d\\S*\n");
  }
}
