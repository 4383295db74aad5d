// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.Router;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.decoders.connect.ConnectFormat;
import dev.sluice.lake.LakeFormats;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.files.LakeDestination;
import dev.sluice.lake.stores.LocalStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys of objects as the Confluent S3 sink's public reference has them: from its properties to
 * files that are really written, of one record at offset 42 of partition 3 of the topic orders.
 */
class ObjectNamesTest {
  private static final TopicPartition SOURCE = new TopicPartition("orders", 3);
  private static final String CLASSES = "io.confluent.connect.s3.";
  private static final String PARTITIONER =
      "partitioner.class=io.confluent.connect.storage.partitioner.";
  private static final String FIELD = PARTITIONER + "FieldPartitioner;partition.field.name=";
  private static final String VIENNA =
      "locale=en-US;timezone=Europe/Vienna;timestamp.extractor=RecordField;timestamp.field=at;";
  private static final String HOURLY = VIENNA + PARTITIONER + "HourlyPartitioner";
  private static final String DAILY = VIENNA + PARTITIONER + "DailyPartitioner";
  private static final String JSON = "format.class=" + CLASSES + "format.json.JsonFormat;";
  private static final String PARQUET = "format.class=" + CLASSES + "format.parquet.ParquetFormat;";
  private static final String BYTES =
      "format.class=" + CLASSES + "format.bytearray.ByteArrayFormat;";
  private static final String NAME = "orders+3+0000000042";
  private static final String DEFAULT = "topics/orders/partition=3/" + NAME;

  private static final Schema SHOP =
      SchemaBuilder.struct().field("city", Schema.STRING_SCHEMA).build();
  private static final Schema SALE =
      SchemaBuilder.struct()
          .name("com.acme.Sale")
          .field("country", Schema.OPTIONAL_STRING_SCHEMA)
          .field("shop", SHOP)
          .field("n", Schema.INT32_SCHEMA)
          .field("ok", Schema.BOOLEAN_SCHEMA)
          .field("at", Schema.STRING_SCHEMA)
          .build();

  @TempDir private Path folder;

  /** A pattern of the TimeBasedPartitioner. */
  private static String timed(String pattern, long millis) {
    return VIENNA
        + PARTITIONER
        + "TimeBasedPartitioner;partition.duration.ms="
        + millis
        + ";path.format="
        + pattern;
  }

  @TestFactory
  Stream<DynamicTest> namesOfFiles() {
    return Stream.of(
        is("", DEFAULT + ".avro"),
        is("avro.codec=snappy", DEFAULT + ".avro"),
        is("avro.codec=deflate", DEFAULT + ".avro"),
        is(PARQUET, DEFAULT + ".snappy.parquet"),
        is(PARQUET + "parquet.codec=gzip", DEFAULT + ".gz.parquet"),
        is(PARQUET + "parquet.codec=zstd", DEFAULT + ".zstd.parquet"),
        is(PARQUET + "parquet.codec=lz4_raw", DEFAULT + ".lz4raw.parquet"),
        is(PARQUET + "parquet.codec=none", DEFAULT + ".parquet"),
        is(JSON, DEFAULT + ".json"),
        is(JSON + "s3.compression.type=gzip", DEFAULT + ".json.gz"),
        is("filename.offset.zero.pad.width=4", "topics/orders/partition=3/orders+3+0042.avro"),
        is("filename.offset.zero.pad.width=0", "topics/orders/partition=3/orders+3+42.avro"),
        is("file.delim=-", "topics/orders/partition=3/orders-3-0000000042.avro"),
        is("topics.dir=", "orders/partition=3/" + NAME + ".avro"),
        is("topics.dir=a/b", "a/b/orders/partition=3/" + NAME + ".avro"),
        is("directory.delim=_", "topics_orders_partition=3_" + NAME + ".avro"),
        is("directory.delim=_;topics.dir=", "orders_partition=3_" + NAME + ".avro"),
        is("directory.delim=-;" + FIELD + "n,ok", "topics-orders-n=5-ok=true-" + NAME + ".avro"),
        is(
            "s3.schema.partition.affix.type=SUFFIX",
            "topics/orders/partition=3/schema_name=com.acme.Sale/" + NAME + ".avro"),
        is(
            "s3.schema.partition.affix.type=PREFIX",
            "topics/orders/schema_name=com.acme.Sale/partition=3/" + NAME + ".avro"),
        is(
            "store.kafka.keys=true;store.kafka.headers=true",
            DEFAULT + ".avro",
            DEFAULT + ".headers.avro",
            DEFAULT + ".keys.avro"));
  }

  @TestFactory
  Stream<DynamicTest> fields() {
    return Stream.of(
        field("country", "AT", "country=AT"),
        field("country", null, "country=null"),
        field("country", "", "country="),
        field("country", "a b:c=d%", "country=a b:c=d%"),
        field("country", "Ö", "country=Ö"),
        field("country", "a/b", "country=a%2Fb"),
        field("country", "..", "country=%2E%2E"),
        field("n", "AT", "n=5"),
        field("ok", "AT", "ok=true"),
        field("country,n", "AT", "country=AT/n=5"),
        field("shop.city", "AT", "shop.city=Wien"));
  }

  @TestFactory
  Stream<DynamicTest> times() {
    long quarter = 900_000;
    long day = 86_400_000;
    return Stream.of(
        // There is no hour from two to three in spring, and one hour twice in autumn.
        time(HOURLY, "2026-03-29T00:59:59Z", "year=2026/month=03/day=29/hour=01"),
        time(HOURLY, "2026-03-29T01:00:00Z", "year=2026/month=03/day=29/hour=03"),
        time(HOURLY, "2026-10-25T00:30:00Z", "year=2026/month=10/day=25/hour=02"),
        time(HOURLY, "2026-10-25T01:30:00Z", "year=2026/month=10/day=25/hour=02"),
        time(HOURLY, "2026-10-25T02:30:00Z", "year=2026/month=10/day=25/hour=03"),
        time(DAILY, "2026-03-29T22:30:00Z", "year=2026/month=03/day=30"),
        time(DAILY, "1774823400000", "year=2026/month=03/day=30"),
        time(DAILY, "2026-03-30T00:30:00+02:00", "year=2026/month=03/day=30"),
        // Joda's Y is the year of the day, and x that of the week.
        time(timed("'y'=YYYY", day), "2024-12-30T12:00:00Z", "y=2024"),
        time(timed("'y'=yyyy", day), "2024-12-30T12:00:00Z", "y=2024"),
        time(timed("xxxx-'W'ww-e", day), "2024-12-30T12:00:00Z", "2025-W01-1"),
        time(timed("xxxx-'W'ww-e", day), "2027-01-01T12:00:00Z", "2026-W53-5"),
        time(timed("YYYY-DDD", day), "2026-03-01T12:00:00Z", "2026-060"),
        time(timed("YY/MMM/EEE", day), "2026-03-02T12:00:00Z", "26/Mar/Mon"),
        time(timed("HH'h'mm", quarter), "2026-03-02T12:59:59Z", "13h45"),
        time(timed("YYYY-MM-dd", 7 * day), "2026-03-04T12:00:00Z", "2026-02-26"),
        time(
            "directory.delim=_;topics.dir=;" + DAILY,
            "2026-03-29T22:30:00Z",
            "year=2026_month=03_day=30"),
        time(
            "timestamp.extractor=Record;" + DAILY.replace("timestamp.extractor=RecordField;", ""),
            "2026-03-29T22:30:00Z",
            "year=2023/month=11/day=14"),
        time(
            "timestamp.extractor=Wallclock;"
                + DAILY.replace("timestamp.extractor=RecordField;", ""),
            "2026-03-29T22:30:00Z",
            "year=2026/month=12/day=24"));
  }

  @TestFactory
  Stream<DynamicTest> recordsThatAreNoStructs() {
    String write = "behavior.on.null.values=write;store.kafka.keys=true;";
    return Stream.of(
        test(BYTES, Schema.BYTES_SCHEMA, new byte[1], List.of(DEFAULT + ".bin")),
        test(
            BYTES + "format.bytearray.extension=.txt;s3.compression.type=gzip",
            Schema.BYTES_SCHEMA,
            new byte[1],
            List.of(DEFAULT + ".txt.gz")),
        test(
            BYTES + "s3.schema.partition.affix.type=SUFFIX",
            Schema.BYTES_SCHEMA,
            new byte[1],
            List.of("topics/orders/partition=3/schema_name=null/" + NAME + ".bin")),
        test(write, null, null, List.of("topics/orders/tombstone/" + NAME + ".keys.avro")),
        test(
            write + "tombstone.encoded.partition=gone;directory.delim=_",
            null,
            null,
            List.of("topics_orders_gone_" + NAME + ".keys.avro")));
  }

  private DynamicTest is(String properties, String... objects) {
    return test(properties, SALE, sale("AT", "0"), List.of(objects));
  }

  private DynamicTest field(String fields, String country, String directory) {
    return test(
        FIELD + fields,
        SALE,
        sale(country, "0"),
        List.of("topics/orders/" + directory + "/" + NAME + ".avro"));
  }

  private DynamicTest time(String properties, String at, String directory) {
    boolean flat = properties.startsWith("directory.delim=_");
    String expected =
        flat
            ? "orders_" + directory + "_" + NAME + ".avro"
            : "topics/orders/" + directory + "/" + NAME + ".avro";
    return test(properties, SALE, sale("AT", at), List.of(expected));
  }

  private static Struct sale(String country, String at) {
    return new Struct(SALE)
        .put("country", country)
        .put("shop", new Struct(SHOP).put("city", "Wien"))
        .put("n", 5)
        .put("ok", true)
        .put("at", at);
  }

  private DynamicTest test(String properties, Schema schema, Object value, List<String> objects) {
    return DynamicTest.dynamicTest(
        properties + " " + value,
        () -> assertThat(written(properties, schema, value)).isEqualTo(objects));
  }

  private List<String> written(String properties, Schema schema, Object value) throws Exception {
    Path place = Files.createTempDirectory(folder, "lake");
    Settings settings = settings(properties);
    ConnectFormat format = new ConnectFormat();
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-12-24T10:00:00Z"));
    Envelope record =
        new Envelope(
            SOURCE,
            42,
            1_700_000_000_000L,
            format.keep(Schema.STRING_SCHEMA, "k"),
            format.keep(schema, value),
            List.of(new Header("h", "v".getBytes(StandardCharsets.UTF_8))));
    Router router = LakeSettings.router(settings, format, clock);
    Gathered gathered = new Gathered(SOURCE, router.route(record), new MemoryBudget(1 << 20));
    gathered.add(record);
    try (LakeDestination destination =
        new LakeDestination(
            new LocalStore(place),
            "test",
            LakeSettings.naming(settings),
            LakeFormats.files(settings, format, Tombstones.REJECT, new ConnectKeys(format)),
            clock)) {
      destination.open(List.of(SOURCE));
      Range range = new Range(SOURCE, 42, 43, 1, 0, 0);
      destination.commit(new Commit<>(List.of(range), List.of(destination.stage(gathered))));
    }
    String location = settings.get(LakeSettings.LOCATION).substring("s3://lake".length());
    return objects(place, location.isEmpty() ? "" : location.substring(1) + "/");
  }

  /** What a task is told. */
  private static Settings settings(String properties) {
    Map<String, String> given = new HashMap<>();
    given.put("name", "orders-to-s3");
    given.put("s3.bucket.name", "lake");
    given.put("storage.class", CLASSES + "storage.S3Storage");
    given.put("format.class", CLASSES + "format.avro.AvroFormat");
    given.put("flush.size", "1000");
    for (String property : properties.split(";", -1)) {
      if (!property.isEmpty()) {
        int equals = property.indexOf('=');
        given.put(property.substring(0, equals), property.substring(equals + 1));
      }
    }
    S3SinkConnector connector = new S3SinkConnector();
    connector.start(given);
    return new Settings(connector.taskConfigs(1).get(0));
  }

  private static List<String> objects(Path place, String before) throws Exception {
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> before + place.relativize(file))
          .filter(name -> !name.contains("_sluice/"))
          .sorted()
          .toList();
    }
  }
}
