// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import dev.sluice.decoders.Rows;
import dev.sluice.decoders.registry.RegisteredSchema;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonSchemaFormatTest {
  private static final String ORDER =
      """
      {'type': 'object', 'properties': {
        'id': {'type': 'integer', 'connect.type': 'int32'},
        'serial': {'type': 'integer'},
        'price': {'type': 'number'},
        'total': {'type': 'number', 'title': 'org.apache.kafka.connect.data.Decimal',
                  'connect.type': 'bytes', 'connect.parameters': {'scale': '2'}},
        'at': {'type': 'integer', 'title': 'org.apache.kafka.connect.data.Timestamp',
               'connect.type': 'int64'},
        'day': {'oneOf': [{'type': 'null'}, {'type': 'integer',
               'title': 'org.apache.kafka.connect.data.Date', 'connect.type': 'int32'}]},
        'note': {'type': ['string', 'null']},
        'raw': {'type': 'string', 'connect.type': 'bytes'},
        'place': {'$ref': 'place.json'},
        'tags': {'type': 'array', 'items': {'$ref': '#/definitions/tag'}},
        'points': {'type': 'object', 'additionalProperties': {'type': 'integer'}},
        'parent': {'$ref': '#'},
        'either': {'oneOf': [{'type': 'string'}, {'type': 'integer'}]}},
       'definitions': {'tag': {'type': 'string'}}}""";
  private static final String PLACE =
      "{'type': 'object', 'properties': {'city': {'type': 'string'}}}";

  private final Map<Integer, RegisteredSchema> registered = new HashMap<>();
  private final JsonSchemaFormat format =
      new JsonSchemaFormat(
          id -> {
            RegisteredSchema schema = registered.get(id);
            if (schema == null) {
              throw new MalformedException("schema id " + id + " is not known");
            }
            return schema;
          });

  @BeforeEach
  void register() {
    register(1, ORDER, Map.of("place.json", PLACE.replace('\'', '"')));
  }

  private void register(int id, String text, Map<String, String> imports) {
    registered.put(
        id,
        new RegisteredSchema(id, RegisteredSchema.Language.JSON, text.replace('\'', '"'), imports));
  }

  private static byte[] value(int id, String json) {
    byte[] body = Objects.bytes(json);
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
  }

  private Rows rows(String... values) {
    return Rows.of(format, Arrays.stream(values).map(json -> value(1, json)).toList());
  }

  @Test
  void readsWhatTheSchemaDeclares() {
    Rows rows =
        rows(
            "{'id': 1, 'serial': 2, 'price': 3, 'total': 4.5, 'at': 1700000000123, 'day': 19000,"
                + " 'note': 'n', 'raw': 'AQI=', 'place': {'city': 'Graz'}, 'tags': ['a'],"
                + " 'points': {'gold': 7}}",
            "{'total': 'AQA=', 'day': null}");
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.column("id")).containsExactly(1, null);
    assertThat(rows.column("serial")).containsExactly(2L, null);
    assertThat(rows.column("price")).containsExactly(3.0, null);
    assertThat(rows.column("total"))
        .containsExactly(new BigDecimal("4.50"), new BigDecimal("2.56"));
    assertThat(rows.type("at")).isEqualTo(Types.TimestampType.withZone());
    assertThat(rows.column("at")).containsExactly(1_700_000_000_123_000L, null);
    assertThat(rows.column("day")).containsExactly(19_000, null);
    assertThat(rows.column("note")).containsExactly("n", null);
    assertThat(rows.column("raw")).containsExactly("0102", null);
    assertThat(rows.column("place")).containsExactly(Map.of("city", "Graz"), null);
    assertThat(rows.column("tags")).containsExactly(List.of("a"), null);
    assertThat(rows.column("points")).containsExactly(Map.of("gold", 7L), null);
  }

  /** A batch's columns do not hang on which fields its values happen to have. */
  @Test
  void hasTheDeclaredColumnsWhateverTheValues() {
    Rows rows = rows("{}");
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.rows()).isEqualTo(1);
    assertThat(rows.type().fields())
        .extracting(Types.NestedField::name)
        .containsExactly(
            "id", "serial", "price", "total", "at", "day", "note", "raw", "place", "tags",
            "points");
  }

  /** What the schema does not settle is not lost: it gets the type of the values. */
  @Test
  void addsColumnsForWhatTheSchemaLeavesOpen() {
    Rows rows =
        rows(
            "{'id': 1, 'extra': true, 'place': {'city': 'Graz', 'zip': 8010},"
                + " 'parent': {'id': 2}, 'either': 1}",
            "{'id': 2, 'either': 'x'}");
    assertThat(rows.rejected()).isEmpty();
    assertThat(rows.column("extra")).containsExactly(true, null);
    assertThat(rows.column("place")).containsExactly(Map.of("city", "Graz", "zip", 8010L), null);
    assertThat(rows.column("parent")).containsExactly(Map.of("id", 2L), null);
    assertThat(rows.column("either")).containsExactly("1", "x");
  }

  @Test
  void rejectsWhatIsNotOfTheDeclaredTypeAndSaysWhy() {
    Rows rows =
        rows(
            "{'id': 1}",
            "{'id': 4294967296}",
            "{'id': 'x'}",
            "{'total': 1.234}",
            "{'raw': '?'}",
            "{'at': 'yesterday'}",
            "{'points': [1]}",
            "no object");
    assertThat(rows.rows()).isEqualTo(1);
    assertThat(rows.rejected().values())
        .satisfiesExactly(
            e -> assertThat(e).contains("field id is VALUE_NUMBER_INT, which a column of 32 bits"),
            e -> assertThat(e).contains("field id is VALUE_STRING"),
            e -> assertThat(e).contains("field total has too many digits for decimal(38, 2)"),
            e -> assertThat(e).contains("field raw is not in base64"),
            e -> assertThat(e).contains("field at is VALUE_STRING"),
            e -> assertThat(e).contains("field points is START_ARRAY"),
            e -> assertThat(e).contains("not well-formed JSON"));
    assertThat(Rows.of(format, List.of(value(7, "{}"))).rejected().get(0L))
        .contains("schema id 7 is not known");
    assertThat(Rows.of(format, List.of(Objects.bytes("{'id': 1}"))).rejected().get(0L))
        .contains("not written with a schema registry's serializer");
  }

  @Test
  void peeksAtTimesAsTimes() throws MalformedException {
    Peek peek = format.newPeek(List.of("at", "place.city", "serial"));
    peek.read(value(1, "{'serial': 5, 'at': 1700000000123, 'place': {'city': 'Graz'}}"));
    assertThat(peek.type(0)).isEqualTo(Types.TimestampType.withZone());
    assertThat(peek.asLong(0)).isEqualTo(1_700_000_000_123_000L);
    assertThat(peek.length(1)).isEqualTo(4);
    assertThat(peek.type(2)).isEqualTo(Types.LongType.get());
    assertThat(peek.asLong(2)).isEqualTo(5);
  }
}
