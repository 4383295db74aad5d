// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.registry.compatibility.Definition;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AvroLanguageTest {
  private final AvroLanguage avro = new AvroLanguage();

  @Test
  void normalizesTheOrderOfAddedPropertiesOnly() {
    String one =
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"m\",\"type\":\"long\","
            + "\"default\":0}],\"z\":1,\"a\":2}";
    String other = one.replace("\"z\":1,\"a\":2", "\"a\":2,\"z\":1");

    assertThat(canonical(one, false)).isNotEqualTo(canonical(other, false));
    assertThat(canonical(one, true)).isEqualTo(canonical(other, true)).endsWith("\"a\":2,\"z\":1}");
  }

  @Test
  void leavesDefaultsAlone() {
    String map =
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"m\",\"type\":"
            + "{\"type\":\"map\",\"values\":\"int\"},\"default\":{\"z\":1,\"a\":2}}]}";

    assertThat(canonical(map, true)).contains("{\"z\":1,\"a\":2}");
  }

  private String canonical(String schema, boolean normalize) {
    return avro.canonical(new Definition(schema, Map.of()), normalize);
  }
}
