// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.lake.formats.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineReferenceTest {
  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void keepsCheckedInPagesEqualToTheDeclarations() throws IOException {
    for (Map.Entry<String, String> page : PipelineReference.pages().entrySet()) {
      Path file = DOCS.resolve(page.getKey());
      assertThat(Files.exists(file) ? Files.readString(file) : "")
          .as("docs/" + page.getKey() + " is stale; write it again: " + PipelineReference.COMMAND)
          .isEqualTo(page.getValue());
    }
  }

  @Test
  void givesExamplesThatAreValid() {
    for (SettingGroup group : PipelineSettings.ALL) {
      group.settings().forEach(PipelineReferenceTest::parseExample);
    }
  }

  private static void parseExample(Setting<?> setting) {
    assertThat(setting.kind().parser().parse(setting.example())).as(setting.name()).isNotNull();
    setting.fallback().ifPresent(setting.kind().parser()::parse);
  }

  @Test
  void describesEverySpellingOfADottedNameToEditors() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(PipelineSchema.write());
    JsonNode whole = at(schema, "schema.registry.url");
    assertThat(whole.path("description").asText()).contains("schema registry");
    assertThat(at(schema, "schema.registry", "url")).isEqualTo(whole);
    assertThat(at(schema, "schema", "registry.url")).isEqualTo(whole);
    assertThat(at(schema, "schema", "registry", "url")).isEqualTo(whole);
    JsonNode table = at(schema, "lake", "tables").path("additionalProperties");
    assertThat(table.path("required").get(0).asText()).isEqualTo("location");
    JsonNode compression = table.path("properties").path("compression").path("anyOf");
    assertThat(compression.path(0).path("enum")).hasSize(Codec.values().length);
    assertThat(compression.path(1).path("$ref").asText())
        .isEqualTo("#/definitions/lake.tables.NAME.compression");
    String part = "#/definitions/lake.tables.NAME.s3.part";
    assertThat(table.path("properties").path("s3.part").path("$ref").asText()).isEqualTo(part);
  }

  /** The schema of a key below others. */
  private static JsonNode at(JsonNode schema, String... keys) {
    JsonNode found = schema;
    for (String key : keys) {
      found = found.path("properties").path(key);
      if (found.has("$ref")) {
        found = schema.at(found.path("$ref").asText().substring(1));
      }
    }
    return found;
  }
}
