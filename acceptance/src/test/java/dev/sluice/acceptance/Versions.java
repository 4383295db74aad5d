// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Twenty schemas of one topic, each changed from the one before, and records of them. */
final class Versions {
  private static final List<String> CHAIN = chain();

  private Versions() {}

  private static List<String> chain() {
    Map<String, String> fields = new LinkedHashMap<>();
    List<String> chain = new ArrayList<>();
    fields.put("id", "'long'");
    fields.put("name", "'string'");
    fields.put("qty", "'int'");
    add(chain, fields); // 1
    fields.put("note", "['null','string'],'default':null");
    add(chain, fields); // 2: a field is added
    fields.put("qty", "'long'");
    add(chain, fields); // 3: one is widened
    fields.put("price", "'float','default':0");
    add(chain, fields); // 4
    fields.put("price", "'double','default':0");
    add(chain, fields); // 5
    fields.remove("note");
    add(chain, fields); // 6: one is removed
    fields.remove("name");
    fields.put("full_name", "'string','aliases':['name']");
    add(chain, fields); // 7: one is renamed, with an alias
    String id = fields.remove("id");
    fields.put("id", id);
    add(chain, fields); // 8: the order changes
    fields.put("status", "{'type':'enum','name':'Status','symbols':['NEW','PAID']}");
    add(chain, fields); // 9
    fields.put("status", "{'type':'enum','name':'Status','symbols':['NEW','PAID','SENT']}");
    add(chain, fields); // 10: an enum grows
    fields.put("address", address("{'name':'city','type':'string'}"));
    add(chain, fields); // 11: a record within
    fields.put("address", address("{'name':'city','type':'string'},{'name':'zip','type':'int'}"));
    add(chain, fields); // 12: which gets a field
    fields.put("address", address("{'name':'city','type':'string'},{'name':'zip','type':'long'}"));
    add(chain, fields); // 13: which is widened
    fields.put("address", address("{'name':'zip','type':'long'}"));
    add(chain, fields); // 14: and loses one
    fields.put("tags", "{'type':'array','items':'string'},'default':[]");
    add(chain, fields); // 15
    fields.put("marks", "{'type':'map','values':'long'},'default':{}");
    add(chain, fields); // 16
    fields.put("at", "{'type':'long','logicalType':'timestamp-micros'},'default':0");
    add(chain, fields); // 17
    fields.put("amount", decimal(9));
    add(chain, fields); // 18
    fields.put("amount", decimal(12));
    add(chain, fields); // 19: more digits
    fields.put("note", "['null','string'],'default':null");
    add(chain, fields); // 20: what was removed comes back
    return List.copyOf(chain);
  }

  private static String address(String fields) {
    return "['null',{'type':'record','name':'Address','fields':[" + fields + "]}],'default':null";
  }

  private static String decimal(int digits) {
    return "{'type':'bytes','logicalType':'decimal','precision':"
        + digits
        + ",'scale':2},'default':''";
  }

  private static void add(List<String> chain, Map<String, String> fields) {
    List<String> texts = new ArrayList<>();
    fields.forEach((name, type) -> texts.add("{'name':'" + name + "','type':" + type + "}"));
    chain.add(
        ("{'type':'record','name':'Event','fields':[" + String.join(",", texts) + "]}")
            .replace('\'', '"'));
  }

  /** The schemas' texts, the oldest first. */
  static List<String> texts() {
    return CHAIN;
  }

  /** A record of a version with values that its number tells, in a registry's frame. */
  static byte[] record(int version, int schemaId, int n) throws IOException {
    Schema schema = new Schema.Parser().parse(CHAIN.get(version));
    GenericRecord record = new GenericData.Record(schema);
    schema
        .getFields()
        .forEach(field -> record.put(field.name(), value(field.name(), field.schema(), n)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static Object value(String name, Schema schema, int n) {
    return switch (schema.getType()) {
      case LONG -> name.equals("at") ? 1_700_000_000_000_000L + n : large(name, n);
      case INT -> n;
      case FLOAT -> n + 0.5f;
      case DOUBLE -> n + 0.5;
      case STRING -> name + n;
      case ENUM -> symbol(schema, n);
      case UNION -> value(name, schema.getTypes().get(1), n);
      case RECORD -> nested(schema, n);
      case ARRAY -> List.of("t" + n);
      case MAP -> Map.of("m", (long) n);
      case BYTES -> ByteBuffer.wrap(new BigDecimal(n + ".25").unscaledValue().toByteArray());
      default -> throw new AssertionError(schema);
    };
  }

  private static Object symbol(Schema schema, int n) {
    List<String> symbols = schema.getEnumSymbols();
    return new GenericData.EnumSymbol(schema, symbols.get(n % symbols.size()));
  }

  /** Some of what a long holds, an int would not. */
  private static long large(String name, int n) {
    return name.equals("id") ? n : n * 1_000_000_000L;
  }

  private static GenericRecord nested(Schema schema, int n) {
    GenericRecord record = new GenericData.Record(schema);
    schema
        .getFields()
        .forEach(field -> record.put(field.name(), value(field.name(), field.schema(), n)));
    return record;
  }

  /** What must stand in a table for a record, by column; columns without a value are left out. */
  static Map<String, String> expected(int version, int n) {
    Schema schema = new Schema.Parser().parse(CHAIN.get(version));
    Map<String, String> row = new TreeMap<>();
    for (Schema.Field field : schema.getFields()) {
      Object value = value(field.name(), field.schema(), n);
      switch (field.name()) {
        case "address" -> {
          GenericRecord address = (GenericRecord) value;
          address
              .getSchema()
              .getFields()
              .forEach(f -> row.put("address." + f.name(), address.get(f.pos()).toString()));
        }
        case "tags" -> row.put("tags", "t" + n);
        case "marks" -> row.put("marks", Integer.toString(n));
        case "amount" -> row.put("amount", n + ".25");
        case "price" -> row.put("price", n + ".5");
        default -> row.put(field.name(), value.toString());
      }
    }
    return row;
  }
}
