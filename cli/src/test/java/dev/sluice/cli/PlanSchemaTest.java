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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code sluice plan --schema}, with files alone: no broker, no registry. */
class PlanSchemaTest {
  private static final String ID = "{\"name\":\"id\",\"type\":\"long\"}";
  private static final String COUNTRY = "{\"name\":\"country\",\"type\":\"string\"}";
  private static final String AMOUNT = "{\"name\":\"amount\",\"type\":\"int\"}";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void pipeline() throws IOException {
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: shop
        topics: {orders: {contract: contract.yaml}}
        lake: {tables: {orders: {location: lake/orders, partition: [country]}}}
        warehouse:
          url: jdbc:duckdb:w.duckdb
          tables: {orders: {mode: upsert, key: [id], where: "country <> 'XX'"}}
        views: [by_country.sql]
        """);
    Files.writeString(
        folder.resolve("by_country.sql"),
        "SELECT country, sum(amount) AS revenue FROM orders GROUP BY country");
    Files.writeString(
        folder.resolve("contract.yaml"),
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: orders-1
        schema:
          - name: orders
            properties:
              - {name: id, logicalType: integer, required: true}
              - {name: country, logicalType: string}
              - {name: amount, logicalType: number}
        """);
    schema("v1.avsc", ID, COUNTRY, AMOUNT);
  }

  @Test
  void whatIsAddedAndWidenedBreaksNothing() throws Exception {
    schema(
        "v2.avsc",
        ID,
        COUNTRY,
        AMOUNT.replace("int", "long"),
        "{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null}");
    assertThat(plan("v2.avsc")).as(out + " " + err).isZero();
    assertThat(shown())
        .isEqualTo(
            """
            Topic orders, schemas until now: DIR/v1.avsc

            Compatibility (BACKWARD counts)
              NONE                 yes
              BACKWARD             yes
              BACKWARD_TRANSITIVE  yes
              FORWARD              NO
              FORWARD_TRANSITIVE   NO
              FULL                 NO
              FULL_TRANSITIVE      NO

            Lake table orders
              widen   amount: int to long
              add     note: string

            Warehouse table orders
              widen   amount: ALTER TABLE "orders" ALTER COLUMN "amount" TYPE BIGINT
              add     note: ALTER TABLE "orders" ADD COLUMN IF NOT EXISTS "note" VARCHAR

            View by_country
              amount: widen, ALTER TABLE "orders" ALTER COLUMN "amount" TYPE BIGINT

            Where of orders
              stays as it is

            Contract
              contract orders-1 takes records of this schema

            Replay
              records of all schemas fit into one table

            Nothing breaks.
            """);
  }

  @Test
  void whatIsRemovedOrTurnedBreaksWhatReadsIt() throws Exception {
    schema(
        "v2.avsc",
        COUNTRY.replace("string", "bytes"),
        "{\"name\":\"id\",\"type\":[\"null\",\"string\"]}");
    assertThat(plan("v2.avsc", "--json")).isEqualTo(1);
    JsonNode impact = new ObjectMapper().readTree(out.toString());
    List<String> breaks = new ArrayList<>();
    impact.path("breaks").forEach(one -> breaks.add(one.asText()));
    assertThat(breaks)
        .anyMatch(b -> b.equals("the registry will refuse it: it is not BACKWARD"))
        .anyMatch(b -> b.startsWith("lake table orders: id: long and string have no common type"))
        .anyMatch(b -> b.equals("warehouse table orders: id: BIGINT does not hold VARCHAR"))
        .anyMatch(b -> b.equals("view by_country reads amount, in which new rows have no value"));
    assertThat(impact.path("contract").toString())
        .contains(
            "names amount, which the schema lacks", "requires id, which the schema lets be null");
    assertThat(impact.path("replay").asText()).contains("would reject", "id: long and string");
    assertThat(impact.path("compatibility").get(1).path("messages").get(0).asText())
        .contains("/fields/");
  }

  @Test
  void aMissingKeyAndARequiredFieldBreak() throws Exception {
    schema("v2.avsc", COUNTRY, AMOUNT);
    assertThat(plan("v2.avsc", "--level", "NONE")).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "BREAKS: warehouse table orders: new records lack the key field id, and are rejected")
        .contains(
            "BREAKS: contract orders-1 requires id, which the schema lacks: every record breaks it")
        .doesNotContain("registry will refuse");
  }

  @Test
  void aMissingPartitionFieldBreaksTheLakeAndWhatReadsItElsewhere() throws Exception {
    schema("v2.avsc", ID, AMOUNT);
    assertThat(plan("v2.avsc")).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "BREAKS: lake table orders: new records lack the field country, which their folder is"
                + " named after, and are rejected",
            "BREAKS: view by_country reads country, in which new rows have no value",
            "BREAKS: where of orders reads country, in which new rows have no value");
  }

  @Test
  void protobufAndJsonSchemasFromFiles() throws Exception {
    Files.writeString(
        folder.resolve("a.proto"),
        "syntax = \"proto3\"; message O { int64 id = 1; string country = 2; int32 amount = 3; }");
    Files.writeString(
        folder.resolve("b.proto"),
        "syntax = \"proto3\"; message O { int64 id = 1; string country = 2; string amount = 3; }");
    assertThat(sluice("--schema", file("b.proto"), "--current", file("a.proto"))).isEqualTo(1);
    assertThat(out.toString())
        .contains("FIELD_SCALAR_KIND_CHANGED", "refuse  amount: int and string");
    out.getBuffer().setLength(0);
    String json =
        "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"id\":{\"type\":\"integer\"},"
            + "\"country\":{\"type\":\"string\"},\"amount\":{\"type\":\"number\"}%s}}";
    Files.writeString(folder.resolve("a.json"), json.formatted(""));
    Files.writeString(folder.resolve("b.json"), json.formatted(",\"note\":{\"type\":\"string\"}"));
    assertThat(sluice("--schema", file("b.json"), "--current", file("a.json")))
        .as(out + "" + err)
        .isZero();
    assertThat(out.toString()).contains("add     note: string");
  }

  @Test
  void saysWhatItCannotRead() throws Exception {
    Files.writeString(folder.resolve("v2.avsc"), "{\"type\":\"recrod\"}");
    assertThat(plan("v2.avsc")).isEqualTo(3);
    assertThat(err.toString()).contains("not a valid Avro schema");
    Files.writeString(folder.resolve("v2.txt"), "");
    assertThat(plan("v2.txt")).isEqualTo(3);
    assertThat(err.toString()).contains("*.avsc, *.proto or *.json");
  }

  private int plan(String schema, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--schema", file(schema), "--current", file("v1.avsc")));
    arguments.addAll(List.of(more));
    return sluice(arguments.toArray(String[]::new));
  }

  private int sluice(String... arguments) {
    CommandLine line = Main.line();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> all =
        new ArrayList<>(
            List.of("plan", folder.toString(), "--home", folder.resolve("h").toString()));
    all.addAll(List.of(arguments));
    return line.execute(all.toArray(String[]::new));
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private String shown() {
    return out.toString().replace(folder.toString(), "DIR");
  }

  private void schema(String name, String... fields) throws IOException {
    Files.writeString(
        folder.resolve(name),
        "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[" + String.join(",", fields) + "]}");
  }
}
