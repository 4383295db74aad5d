// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.sluice.registry.Http.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The registry over a real broker, asked over HTTP. Each test has its own subjects. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SchemaRegistryTest {
  private static final String V1 = record("{\"name\":\"id\",\"type\":\"long\"}");
  private static final String V2 =
      record(
          "{\"name\":\"id\",\"type\":\"long\"},"
              + "{\"name\":\"note\",\"type\":\"string\",\"default\":\"\"}");
  private static final String BROKEN =
      record("{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"must\",\"type\":\"string\"}");

  private EmbeddedKafka kafka;
  private SchemaRegistry registry;
  private Http http;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    kafka = EmbeddedKafka.start(folder);
    registry = SchemaRegistry.start(RegistrySettings.of(kafka.bootstrapServers()));
    http = new Http(registry.url());
  }

  @AfterAll
  void stop() {
    registry.close();
    kafka.close();
  }

  @Test
  void givesTheSameIdUnderASecondSubject() throws Exception {
    int id = http.register("first-value", V1);

    assertThat(http.register("first-value", V1)).isEqualTo(id);
    assertThat(http.register("second-value", V1)).isEqualTo(id);
    Answer byId = http.get("/schemas/ids/" + id);
    assertThat(byId.body().path("schema").asText()).isEqualTo(V1);
    assertThat(byId.body().has("schemaType")).isFalse();
    assertThat(byId.contentType()).isEqualTo(Http.MEDIA_TYPE);
    assertThat(http.get("/schemas/ids/" + id + "/schema").body().path("name").asText())
        .isEqualTo("Order");
    assertThat(http.get("/schemas/ids/" + id + "/subjects").body().toString())
        .contains("first-value", "second-value");
    assertThat(http.get("/schemas/ids/" + id + "/versions").body().toString())
        .contains("\"subject\":\"second-value\"");
  }

  @Test
  void refusesAnIncompatibleSchemaAndNamesThePath() throws Exception {
    http.register("strict", V1);

    Answer refused = http.postSchema("/subjects/strict/versions", BROKEN);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.errorCode()).isEqualTo(40901);
    assertThat(refused.body().path("message").asText()).contains("/fields/1", "must");
    Answer verbose =
        http.postSchema("/compatibility/subjects/strict/versions/latest?verbose=true", BROKEN);
    assertThat(verbose.body().path("is_compatible").asBoolean()).isFalse();
    assertThat(verbose.body().path("messages").get(0).asText()).contains("/fields/1");
    Answer plain = http.postSchema("/compatibility/subjects/strict/versions", V2);
    assertThat(plain.body().toString()).isEqualTo("{\"is_compatible\":true}");
    assertThat(http.register("strict", V2)).isPositive();
  }

  @Test
  void answersUnknownThingsWithTheOfficialCodes() throws Exception {
    http.register("known", V1);

    assertThat(http.get("/subjects/nobody/versions").errorCode()).isEqualTo(40401);
    assertThat(http.postSchema("/subjects/nobody", V1).errorCode()).isEqualTo(40401);
    assertThat(http.get("/subjects/known/versions/9").errorCode()).isEqualTo(40402);
    assertThat(http.get("/schemas/ids/99999").errorCode()).isEqualTo(40403);
    assertThat(http.postSchema("/subjects/known", V2).errorCode()).isEqualTo(40403);
    assertThat(http.get("/config/known").errorCode()).isEqualTo(40408);
    assertThat(http.get("/mode/known").errorCode()).isEqualTo(40409);
    assertThat(http.get("/subjects/known/versions/zero").errorCode()).isEqualTo(42202);
    assertThat(http.postSchema("/subjects/known/versions", "{").errorCode()).isEqualTo(42201);
    assertThat(http.put("/config", "{\"compatibility\":\"ODD\"}").errorCode()).isEqualTo(42203);
    assertThat(http.put("/mode", "{\"mode\":\"ODD\"}").errorCode()).isEqualTo(42204);
    Answer associations = http.get("/associations/resources/ns/orders?resourceType=topic");
    assertThat(associations.status()).isEqualTo(404);
    assertThat(associations.errorCode()).isEqualTo(404);
    assertThat(http.delete("/schemas").status()).isEqualTo(405);
    Answer fits = http.postSchema("/compatibility/subjects/nobody/versions/latest", V1);
    assertThat(fits.body().path("is_compatible").asBoolean()).isTrue();
    assertThat(http.postSchema("/compatibility/subjects/nobody/versions/3", V1).errorCode())
        .isEqualTo(40402);
  }

  @Test
  void refusesOtherFormatsWithAReason() throws Exception {
    Answer thrift =
        http.post("/subjects/other/versions", "{\"schema\":\"{}\",\"schemaType\":\"THRIFT\"}");

    assertThat(thrift.status()).isEqualTo(422);
    assertThat(thrift.errorCode()).isEqualTo(42201);
    assertThat(thrift.body().path("message").asText()).contains("THRIFT", "not supported");
    assertThat(http.get("/schemas/types").body().toString())
        .isEqualTo("[\"AVRO\",\"JSON\",\"PROTOBUF\"]");
  }

  @Test
  void keepsJsonSchemas() throws Exception {
    String narrow = "{\"type\": \"object\", \"additionalProperties\": false}";
    Answer first = http.postSchema("/subjects/json/versions", "JSON", narrow);
    Answer broken =
        http.postSchema("/subjects/json/versions", "JSON", narrow.replace("object", "array"));

    int id = first.body().path("id").asInt();
    assertThat(http.get("/schemas/ids/" + id).body().toString())
        .startsWith("{\"schemaType\":\"JSON\",\"schema\":\"{\\\"type\\\":\\\"object");
    assertThat(http.get("/subjects/json/versions/1").body().path("schemaType").asText())
        .isEqualTo("JSON");
    assertThat(broken.errorCode()).isEqualTo(40901);
    assertThat(broken.body().path("message").asText()).contains("TYPE_NARROWED", "path '#'");
    Answer other = http.postSchema("/subjects/json/versions", V1);
    assertThat(other.body().path("message").asText()).contains("SCHEMA_TYPE_CHANGED");
    // another spelling of the same schema is the same one only when asked for
    String turned = "{\"additionalProperties\":false,\"type\":\"object\"}";
    assertThat(http.postSchema("/subjects/json", "JSON", turned).errorCode()).isEqualTo(40403);
    Answer sorted =
        http.postSchema("/subjects/json-sorted/versions?normalize=true", "JSON", narrow);
    assertThat(
            http.postSchema("/subjects/json-sorted?normalize=true", "JSON", turned)
                .body()
                .path("id"))
        .isEqualTo(sorted.body().path("id"));
  }

  @Test
  void keepsProtobufSchemasThatImport() throws Exception {
    http.postSchema(
        "/subjects/address/versions",
        "PROTOBUF",
        "syntax = \"proto3\"; message Address { string city = 1; }");
    String text =
        "syntax = \\\"proto3\\\"; import \\\"address.proto\\\"; message Person { Address at = 1; }";
    String references = "[{\"name\":\"address.proto\",\"subject\":\"address\",\"version\":-1}]";
    String body =
        "{\"schemaType\":\"PROTOBUF\",\"schema\":\""
            + text
            + "\",\"references\":"
            + references
            + "}";

    Answer registered = http.post("/subjects/person/versions", body);

    assertThat(registered.status()).as(registered.toString()).isEqualTo(200);
    Answer kept = http.get("/subjects/person/versions/latest");
    assertThat(kept.body().path("schema").asText()).contains("import \"address.proto\";");
    assertThat(kept.body().path("references").get(0).path("version").asInt()).isEqualTo(1);
    assertThat(http.post("/subjects/person", body).body().path("version").asInt()).isEqualTo(1);
    Answer broken = http.post("/subjects/person/versions", body.replace("Address at", "int32 at"));
    assertThat(broken.body().path("message").asText())
        .contains("FIELD_SCALAR_KIND_CHANGED", "#/Person/1");
    assertThat(http.delete("/subjects/address").errorCode()).isEqualTo(42206);
    assertThat(
            http.post("/subjects/person2/versions", body.replace("\"address\"", "\"nobody\""))
                .errorCode())
        .isEqualTo(42201);
  }

  /** As the clients for Python and .NET do. */
  @Test
  void takesAndGivesCompiledProtobufSchemas() throws Exception {
    FileDescriptorProto address =
        FileDescriptorProto.newBuilder()
            .setName("address.proto")
            .setSyntax("proto3")
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("Address")
                    .addField(
                        FieldDescriptorProto.newBuilder()
                            .setName("city")
                            .setNumber(1)
                            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                            .setType(FieldDescriptorProto.Type.TYPE_STRING)))
            .build();
    String compiled = Base64.getEncoder().encodeToString(address.toByteArray());
    int text =
        http.postSchema(
                "/subjects/address/versions",
                "PROTOBUF",
                "syntax = \"proto3\"; message Address { string city = 1; }")
            .body()
            .path("id")
            .asInt();

    Answer registered = http.postSchema("/subjects/address/versions", "PROTOBUF", compiled);

    assertThat(registered.body().path("id").asInt()).as("the same schema").isEqualTo(text);
    assertThat(http.get("/schemas/ids/" + text).body().path("schema").asText())
        .contains("message Address {");
    for (String path : List.of("/schemas/ids/" + text, "/subjects/address/versions/latest")) {
      String given = http.get(path + "?format=serialized").body().path("schema").asText();
      FileDescriptorProto back = FileDescriptorProto.parseFrom(Base64.getDecoder().decode(given));
      assertThat(back.getMessageType(0).getField(0).getName()).isEqualTo("city");
    }
  }

  @Test
  void importsSchemasWithTheirIds() throws Exception {
    String body = "{\"schema\":\"\\\"long\\\"\",\"id\":7001,\"version\":3}";
    assertThat(http.post("/subjects/moved/versions", body).errorCode()).isEqualTo(42205);
    http.register("lived-in", V1);
    assertThat(http.put("/mode/lived-in", "{\"mode\":\"IMPORT\"}").errorCode()).isEqualTo(42205);
    assertThat(http.put("/mode/lived-in?force=true", "{\"mode\":\"IMPORT\"}").status())
        .isEqualTo(200);
    assertThat(http.put("/mode/moved", "{\"mode\":\"IMPORT\"}").status()).isEqualTo(200);

    assertThat(http.post("/subjects/moved/versions", body).body().path("id").asInt())
        .isEqualTo(7001);
    assertThat(http.post("/subjects/moved/versions", body).status()).isEqualTo(200);

    assertThat(http.get("/subjects/moved/versions/3").body().path("id").asInt()).isEqualTo(7001);
    assertThat(http.post("/subjects/moved/versions", body.replace("long", "int")).errorCode())
        .isEqualTo(42205);
    assertThat(http.postSchema("/subjects/moved/versions", V1).errorCode()).isEqualTo(42205);
    http.put("/mode/moved", "{\"mode\":\"READWRITE\"}");
    assertThat(http.register("after-import", "\"bytes\"")).isGreaterThan(7001);
  }

  @Test
  void refusesSettingsAndContextsItDoesNotKeep() throws Exception {
    Answer alias = http.put("/config/a", "{\"compatibility\":\"FULL\",\"alias\":\"b\"}");
    assertThat(alias.errorCode()).isEqualTo(42203);
    assertThat(alias.body().path("message").asText()).contains("'alias'");
    assertThat(http.postSchema("/subjects/:.lab:a/versions", V1).errorCode()).isEqualTo(42208);
    http.register(":.:in-default", V1);
    assertThat(http.get("/subjects/in-default/versions").body().toString()).isEqualTo("[1]");
  }

  @Test
  void answersAPrimitiveInShortForm() throws Exception {
    int id = http.register("primitive", "{\"type\":\"string\"}");

    assertThat(http.get("/schemas/ids/" + id).body().path("schema").asText())
        .isEqualTo("\"string\"");
    assertThat(http.register("primitive", "\"string\"")).isEqualTo(id);
  }

  @Test
  void deletesSoftlyAndThenForGood() throws Exception {
    int id = http.register("doomed", V1);

    assertThat(http.delete("/subjects/doomed?permanent=true").errorCode()).isEqualTo(40405);
    assertThat(http.delete("/subjects/doomed/versions/1?permanent=true").errorCode())
        .isEqualTo(40407);
    assertThat(http.delete("/subjects/doomed").body().toString()).isEqualTo("[1]");
    assertThat(http.delete("/subjects/doomed").errorCode()).isEqualTo(40404);
    assertThat(http.delete("/subjects/doomed/versions/1").errorCode()).isEqualTo(40406);
    assertThat(http.get("/subjects/doomed/versions/latest").errorCode()).isEqualTo(40401);
    assertThat(http.get("/subjects/doomed/versions?deleted=true").body().toString())
        .isEqualTo("[1]");
    assertThat(http.get("/subjects").body().toString()).doesNotContain("doomed");
    assertThat(http.get("/subjects?deleted=true").body().toString()).contains("doomed");
    assertThat(http.get("/schemas/ids/" + id).status()).isEqualTo(200);
    assertThat(http.delete("/subjects/doomed?permanent=true").body().toString()).isEqualTo("[1]");
    assertThat(http.get("/subjects?deleted=true").body().toString()).doesNotContain("doomed");
  }

  @Test
  void setsAndClearsLevels() throws Exception {
    http.register("loose", V1);

    assertThat(http.get("/config").body().toString())
        .isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
    assertThat(http.put("/config/loose", "{\"compatibility\":\"none\"}").body().toString())
        .isEqualTo("{\"compatibility\":\"NONE\"}");
    assertThat(http.register("loose", BROKEN)).isPositive();
    assertThat(http.delete("/config/loose").body().toString())
        .isEqualTo("{\"compatibilityLevel\":\"NONE\"}");
    assertThat(http.get("/config/loose?defaultToGlobal=true").body().toString())
        .isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
  }

  @Test
  void refusesChangesWhileReadOnly() throws Exception {
    http.put("/mode/frozen", "{\"mode\":\"READONLY\"}");

    assertThat(http.postSchema("/subjects/frozen/versions", V1).errorCode()).isEqualTo(42205);
    http.put("/mode/frozen", "{\"mode\":\"READWRITE\"}");
    assertThat(http.register("frozen", V1)).isPositive();
  }

  @Test
  void resolvesReferencesAndKeepsWhatIsReferenced() throws Exception {
    http.register(
        "customer",
        "{\"type\":\"record\",\"name\":\"Customer\",\"fields\":[{\"name\":\"n\",\"type\":\"int\"}]}");
    String user =
        "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Sale\\\",\\\"fields\\\":"
            + "[{\\\"name\\\":\\\"by\\\",\\\"type\\\":\\\"Customer\\\"}]}";
    String body =
        "{\"schema\":\""
            + user
            + "\",\"references\":[{\"name\":\"Customer\",\"subject\":\"customer\",\"version\":1}]}";

    Answer registered = http.post("/subjects/sale/versions", body);

    assertThat(registered.status()).isEqualTo(200);
    assertThat(http.post("/subjects/sale", body).body().path("version").asInt()).isEqualTo(1);
    assertThat(http.get("/subjects/customer/versions/1/referencedby").body().toString())
        .isEqualTo("[" + registered.body().path("id").asInt() + "]");
    assertThat(http.delete("/subjects/customer").errorCode()).isEqualTo(42206);
  }

  @Test
  void answersHealthChecks() throws Exception {
    assertThat(http.get("/").body().toString()).isEqualTo("{}");
    assertThat(http.get("/contexts").body().toString()).isEqualTo("[\".\"]");
    assertThat(http.get("/v1/metadata/id").status()).isEqualTo(200);
    assertThat(http.get("/v1/metadata/version").status()).isEqualTo(200);
  }

  @Test
  void keepsItsStateOverARestart() throws Exception {
    RegistrySettings settings = RegistrySettings.of(kafka.bootstrapServers()).inTopic("restarted");
    int first;
    try (SchemaRegistry before = SchemaRegistry.start(settings)) {
      Http old = new Http(before.url());
      first = old.register("a", V1);
      old.put("/config/a", "{\"compatibility\":\"FULL\"}");
      old.register("gone", "\"int\"");
      old.delete("/subjects/gone");
    }

    try (SchemaRegistry after = SchemaRegistry.start(settings)) {
      Http fresh = new Http(after.url());
      assertThat(fresh.get("/schemas/ids/" + first).body().path("schema").asText()).isEqualTo(V1);
      assertThat(fresh.get("/config/a").body().toString()).contains("FULL");
      assertThat(fresh.get("/subjects").body().toString()).isEqualTo("[\"a\"]");
      assertThat(fresh.register("a", V1)).isEqualTo(first);
      assertThat(fresh.register("b", V2)).isEqualTo(3);
    }
  }

  @Test
  void givesNoIdTwiceWhenTwoRegistriesShareATopic() throws Exception {
    RegistrySettings settings = RegistrySettings.of(kafka.bootstrapServers()).inTopic("shared");
    try (SchemaRegistry one = SchemaRegistry.start(settings);
        SchemaRegistry two = SchemaRegistry.start(settings)) {
      List<Http> both = List.of(new Http(one.url()), new Http(two.url()));

      List<Integer> ids = registerFromBoth(both, 15);

      assertThat(Set.copyOf(ids)).hasSize(30);
      for (Http registry : both) {
        registry.put("/mode/raced", "{\"mode\":\"READWRITE\"}"); // reads to the log's end first
      }
      for (int id : ids) {
        assertThat(both.get(0).get("/schemas/ids/" + id).body())
            .isEqualTo(both.get(1).get("/schemas/ids/" + id).body());
      }
      // both registered into one subject: its versions must be distinct and without holes
      assertThat(both.get(0).get("/subjects/raced/versions").body()).hasSize(30);
      assertThat(both.get(0).get("/subjects/raced/versions/30").status()).isEqualTo(200);
      assertThat(both.get(0).get("/schemas").body()).isEqualTo(both.get(1).get("/schemas").body());
    }
  }

  private static List<Integer> registerFromBoth(List<Http> registries, int each) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(registries.size());
    try {
      List<Future<List<Integer>>> running = new ArrayList<>();
      for (int r = 0; r < registries.size(); r++) {
        Http registry = registries.get(r);
        String name = "R" + r + "N";
        running.add(
            threads.submit(
                () -> {
                  List<Integer> ids = new ArrayList<>();
                  for (int i = 0; i < each; i++) {
                    registry.put("/config/raced", "{\"compatibility\":\"NONE\"}");
                    ids.add(registry.register("raced", fixed(name + i)));
                  }
                  return ids;
                }));
      }
      List<Integer> all = new ArrayList<>();
      for (Future<List<Integer>> one : running) {
        all.addAll(one.get());
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private static String fixed(String name) {
    return "{\"type\":\"fixed\",\"name\":\"" + name + "\",\"size\":4}";
  }

  private static String record(String fields) {
    return "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[" + fields + "]}";
  }
}
