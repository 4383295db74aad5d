// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.registry.state.Level;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.SchemaText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompatibilityCheckTest {
  private static final String ID = "{\"name\":\"id\",\"type\":\"long\"}";
  private static final String OPTIONAL = "{\"name\":\"x\",\"type\":\"int\",\"default\":0}";
  private static final String REQUIRED = "{\"name\":\"x\",\"type\":\"int\"}";

  private final CompatibilityCheck check = new CompatibilityCheck(new Schemas(new RegistryState()));

  @ParameterizedTest
  @CsvSource({
    "NONE,                true,  true,  true",
    "BACKWARD,            false, true,  true",
    "BACKWARD_TRANSITIVE, false, true,  true",
    "FORWARD,             true,  false, true",
    "FORWARD_TRANSITIVE,  true,  false, true",
    "FULL,                false, false, true",
    "FULL_TRANSITIVE,     false, false, true",
  })
  void judgesBySide(Level level, boolean added, boolean removed, boolean addedWithDefault) {
    assertThat(judge(level, fields(ID + "," + REQUIRED), fields(ID)).compatible()).isEqualTo(added);
    assertThat(judge(level, fields(ID), fields(ID + "," + REQUIRED)).compatible())
        .isEqualTo(removed);
    assertThat(judge(level, fields(ID + "," + OPTIONAL), fields(ID)).compatible())
        .isEqualTo(addedWithDefault);
  }

  @ParameterizedTest
  @CsvSource({
    "BACKWARD, true",
    "BACKWARD_TRANSITIVE, false",
    "FULL_TRANSITIVE, false",
  })
  void looksBackAsFarAsTheLevelSays(Level level, boolean compatible) {
    // each step is fine, the leap from the first to the last is not
    Verdict verdict =
        judge(level, fields(ID + "," + REQUIRED), fields(ID), fields(ID + "," + OPTIONAL));

    assertThat(verdict.compatible()).isEqualTo(compatible);
  }

  @Test
  void namesPathVersionAndLevelOfAProblem() {
    Verdict verdict =
        judge(Level.FORWARD, fields("{\"name\":\"id\",\"type\":\"string\"}"), fields(ID));

    assertThat(verdict.messages().get(0)).contains("TYPE_MISMATCH", "path '/fields/0/type'");
    assertThat(verdict.messages()).contains("{oldSchemaVersion: 1}", "{compatibility: 'FORWARD'}");
  }

  /** The earlier versions are given in rising order. */
  private Verdict judge(Level level, String next, String... earlier) {
    List<Registered> versions = new ArrayList<>();
    for (String one : earlier) {
      int number = versions.size() + 1;
      versions.add(new Registered("s", number, number, SchemaText.avro(one), false));
    }
    return check.against(versions, SchemaText.avro(next), level);
  }

  private static String fields(String fields) {
    return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}";
  }
}
