// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PipelineMistakesTest {
  private static final String BASE = "name: p\ntopics: {t: {}}\nlake.tables: {t: {location: l}}\n";

  @TempDir private Path folder;

  private List<Mistake> read(String text) throws IOException {
    Path file = folder.resolve("pipeline.yaml");
    Files.writeString(file, text);
    Files.writeString(folder.resolve("t.sql"), "SELECT a, count(*) AS n FROM x GROUP BY 1");
    Files.writeString(folder.resolve("w.sql"), "SELECT a, count(*) AS n FROM xs GROUP BY 1");
    Files.writeString(
        folder.resolve("j.sql"), "SELECT count(*) AS n\nFROM x FULL JOIN y USING (a)");
    try {
      PipelineReader.read(file, name -> null);
      return List.of();
    } catch (MistakesException e) {
      return e.mistakes();
    }
  }

  static Stream<Arguments> files() {
    return Stream.of(
        // keys
        Arguments.of(BASE + "taskz: 3\n", "4:1 unknown key 'taskz' -> did you mean tasks?"),
        Arguments.of(
            BASE + "kafka: {bootstrap.server: x}\n",
            "4:9 unknown key 'kafka.bootstrap.server' -> did you mean kafka.bootstrap.servers?"),
        Arguments.of(BASE + "colour: red\n", "4:1 unknown key 'colour' -> remove it"),
        Arguments.of(
            "name: p\ntopics: {t: {}}\nlake.tables:\n  t: {location: l, rotat.records: 3}\n",
            "4:20 unknown key 'rotat.records' in lake.tables.t -> did you mean rotate.records?"),
        Arguments.of(BASE + "name: q\n", "4:1 name is given twice -> remove one of them"),
        Arguments.of(
            BASE + "http.port: 1\nhttp: {port: 2}\n",
            "5:8 http.port is given twice -> remove one of them"),
        Arguments.of(
            "name: p\ntopics: {t: {}, t: {}}\nlake.tables: {t: {location: l}}\n",
            "2:17 topics.t is given twice -> remove one of them"),
        // values
        Arguments.of(
            BASE.replace("name: p", "name: my pipeline"),
            "1:7 name must be a name of letters, digits, - and _ but was 'my pipeline'"
                + " -> write for example name: orders"),
        Arguments.of(
            BASE.replace("name: p\n", ""),
            "1:1 name is missing -> add it, for example name: orders"),
        Arguments.of(
            BASE + "tasks: many\n",
            "4:8 tasks must be a whole number, 0 or more, but was 'many'"
                + " -> write for example tasks: 2"),
        Arguments.of(
            BASE + "tasks: 0\n",
            "4:8 tasks must be a whole number from 1 to 1000 but was '0'"
                + " -> write for example tasks: 2"),
        Arguments.of(
            BASE + "tasks: [1]\n",
            "4:8 tasks must be a whole number from 1 to 1000 -> write for example tasks: 2"),
        Arguments.of(
            BASE + "memory:\n",
            "4:8 memory must be a size in bytes such as 64MiB -> write for example memory: 256MiB"),
        Arguments.of(
            BASE + "http: 8080\n",
            "4:7 http must be a map of keys and values -> see docs/reference/pipeline.md"),
        Arguments.of(
            BASE + "views: [{a: b}]\n",
            "4:9 an item of views must be text -> see docs/reference/pipeline.md"),
        Arguments.of(
            BASE.replace("{}", "{format: avor}"),
            "2:22 format must be one of avro, protobuf, json, json_schema, string, bytes but was"
                + " 'avor' -> write for example format: avro"),
        Arguments.of(
            BASE + "http.host: ${env:SLUICE_NO_SUCH}\n",
            "4:12 http.host refers to the environment variable SLUICE_NO_SUCH, which is not set"
                + " -> set it, or give a default: ${env:SLUICE_NO_SUCH:default}"),
        Arguments.of(
            BASE.replace("location: l", "location: l, partition: [week(at)]"),
            "3:43 partition 'week(at)' is neither a field, nor hour(), day(), month() or year() of"
                + " one, nor bucket(16, field), truncate(3, field), pattern(yyyy/MM/dd, field), text(raw),"
                + " topic, schema or default; write for example day(ordered_at) -> correct it, for example"
                + " partition: [day(ordered_at)]"),
        Arguments.of(
            BASE.replace("location: l", "location: l, columns.kafka: [offset, ofset]"),
            "3:47 columns.kafka must be one of topic, partition, offset, timestamp, key, value,"
                + " headers but was 'ofset' -> write for example columns.kafka: partition, offset,"
                + " timestamp"),
        Arguments.of(
            BASE.replace("location: l", "location: l, format: json, compression: snappy"),
            "3:59 compression snappy does not go with format json, which has zstd, gzip, none;"
                + " choose one of these -> correct it, for example compression: zstd"),
        Arguments.of(
            BASE.replace("location: l", "location: l, table.format: iceberg, partition: [topic]"),
            "3:46 a table of Iceberg is partitioned by fields, hour(), day(), month() or year() of"
                + " one, bucket(16, field) or truncate(3, field), and by nothing else -> change what it"
                + " names, or leave table.format out"),
        Arguments.of(
            BASE.replace("location: l", "location: l, iceberg: {table: s.o}"),
            "3:49 only a table of Iceberg has iceberg.table; set table.format=iceberg too -> change what"
                + " it names, or leave iceberg.table out"),
        Arguments.of(
            BASE.replace("location: l", "location: l, format: raw, sort: [id desc]"),
            "3:51 sort does not go with format raw, whose records stay in the order of their"
                + " offsets, so that a topic can be written again from them; leave sort out, or"
                + " choose another format -> leave it out, or name another format"),
        Arguments.of(
            BASE.replace("location: l", "location: 'ftp://b/l'"),
            "3:29 location 'ftp://b/l' is neither a folder nor in a store of this version -> name a"
                + " folder, for example location: lake/t, or for example s3://BUCKET/FOLDER"),
        Arguments.of(
            BASE.replace("{location: l}", "{}"),
            "3:15 location is missing -> add it, for example location: lake/orders"));
  }

  static Stream<Arguments> combinations() {
    return Stream.of(
        Arguments.of(
            "name: p\ntopics: {order: {}}\nlake.tables: {orders: {location: l}}\n",
            "3:15 lake table 'orders' reads topic 'orders', which is not declared"
                + " -> did you mean order? Else add it below topics"),
        Arguments.of(
            "name: p\nlake.tables: {o: {location: l, topic: t}}\n",
            "2:39 lake table 'o' reads topic 't', which is not declared"
                + " -> add it below topics, for example topics: {t: {format: avro}}"),
        Arguments.of(
            "name: p\ntopics: {t: {}}\n",
            "1:1 there is neither a lake table nor a warehouse table"
                + " -> add lake.tables or warehouse.tables; 'sluice init' writes an example"),
        Arguments.of(
            BASE + "warehouse: {url: 'jdbc:duckdb:w', tables: {t: {mode: upsert}}}\n",
            "4:54 warehouse table 't' is in upsert mode and has no key"
                + " -> add key, for example key: [order_id], or use mode: insert"),
        Arguments.of(
            BASE + "warehouse: {url: 'jdbc:oracle:x', tables: {t: {}}}\n",
            "4:18 url must be jdbc:duckdb:FILE or jdbc:postgresql://HOST/DATABASE, or the same with"
                + " mariadb or mysql but was"
                + " 'jdbc:oracle:x' -> write for example url: jdbc:duckdb:warehouse.duckdb"),
        Arguments.of(
            BASE + "warehouse: {tables: {t: {}}}\n",
            "4:22 url is missing -> add it, for example url: jdbc:duckdb:warehouse.duckdb"),
        Arguments.of(
            BASE + "warehouse: {url: 'jdbc:duckdb:w', tables: {t: {}}}\nviews: [t.sql]\n",
            "5:9 the view 't' has the name of another table or view -> rename one of the two"),
        Arguments.of(
            BASE
                + "warehouse: {url: 'jdbc:duckdb:w', tables: {x: {topic: t}}}\n"
                + "views: [t.sql, v.sql]\n",
            "5:16 view file v.sql cannot be read"
                + " -> create it, or correct its path; it is relative to the pipeline file"),
        Arguments.of(
            BASE
                + "warehouse: {url: 'jdbc:duckdb:w', tables: {x: {topic: t}}}\n"
                + "views: [t.sql, t.sql]\n",
            "5:16 the view 't' has the name of another table or view -> rename one of the two"),
        Arguments.of(
            BASE + "warehouse: {url: 'jdbc:duckdb:w', tables: {x: {topic: t}}}\nviews: [w.sql]\n",
            "5:9 view w.sql, line 1, column 30: table xs is no table that this pipeline lands and"
                + " no view, so its changes would not be seen -> did you mean x?"),
        Arguments.of(
            BASE + "warehouse: {url: 'jdbc:duckdb:w', tables: {x: {topic: t}}}\nviews: [j.sql]\n",
            "5:9 view j.sql, line 2, column 8: FULL JOIN is not maintained in views -> write JOIN"
                + " or LEFT JOIN"),
        Arguments.of(
            BASE + "views: [t.sql]\n",
            "4:8 there are views, but no warehouse table -> add warehouse.tables, or a line --"
                + " emit: topic NAME at the top of the view's file"),
        Arguments.of(
            BASE.replace("l}}", "l}, u: {topic: t, location: ./l}}"),
            "3:57 lake tables 't' and 'u' have the same location"
                + " -> give one of them another location"),
        Arguments.of(
            BASE + "kafka.client.acks: all\n",
            "1:1 kafka.client is given without kafka.bootstrap.servers"
                + " -> add kafka.bootstrap.servers, or remove kafka.client"),
        // syntax
        Arguments.of(
            "name: p\n\ttopics: {}\n",
            "2:1 this is not YAML: while scanning for the next token: found character '\\t(TAB)'"
                + " that cannot start any token. (Do not use \\t(TAB) for indentation)"
                + " -> correct it here or on the line above: look for a missing colon, quote or"
                + " bracket, a tab, or wrong indentation"),
        Arguments.of("", "1:1 the file is empty -> run 'sluice init' for a file to start from"),
        Arguments.of(
            "- name\n",
            "1:1 the file is not a map of settings -> run 'sluice init' for a file to start from"));
  }

  @ParameterizedTest
  @MethodSource({"files", "combinations"})
  void tellsTheMistakeAndItsPlace(String text, String expected) throws IOException {
    assertThat(read(text))
        .extracting(
            m ->
                m.line()
                    + ":"
                    + m.column()
                    + " "
                    + m.problem().what()
                    + " -> "
                    + m.problem().whatNow())
        .containsExactly(expected);
  }

  @Test
  void tellsAllMistakesAtOnceInTheOrderOfTheFile() throws IOException {
    List<Mistake> mistakes =
        read(
            """
            topcs: {t: {}}
            lake:
              tables:
                t: {format: parket, rotate: {bytes: lots}}
            tasks: -1
            """);
    assertThat(mistakes)
        .extracting(m -> m.line() + " " + m.problem().setting())
        .containsExactly(
            "1 topcs", "1 name", "4 location", "4 topic", "4 format", "4 rotate.bytes", "5 tasks");
  }

  @Test
  void printsPlaceWhatWhyAndNow() throws IOException {
    assertThat(read(BASE + "taskz: 3\n").get(0).text())
        .isEqualTo(
            folder.resolve("pipeline.yaml")
                + """
                :4:1: unknown key 'taskz'
                    why: known here: name, views, memory, tasks, expired, kafka.bootstrap.servers,\
                 schema.registry.url, schema.registry.user, schema.registry.password,\
                 warehouse.url, warehouse.user, warehouse.password, late.grace, late.after, streams.threads,\
                 streams.state, streams.standby, streams.commit.interval, streams.cache, http.host,\
                 http.port, topics, lake.tables, warehouse.tables
                    now: did you mean tasks?\
                """);
  }

  @Test
  void survivesMapsThatContainThemselves() throws IOException {
    assertThat(read(BASE + "kafka: &k {bootstrap.servers: x, client: {a: *k}}\n"))
        .extracting(m -> m.problem().what())
        .containsExactly("kafka.client.a must be a map that does not contain itself");
  }
}
