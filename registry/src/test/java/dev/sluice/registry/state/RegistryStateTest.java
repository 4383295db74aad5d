// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RegistryStateTest {
  private static final SchemaText INT = SchemaText.avro("\"int\"");
  private static final SchemaText LONG = SchemaText.avro("\"long\"");

  private final RegistryState state = new RegistryState();

  @Test
  void keepsTheFirstMeaningOfAnId() {
    assertThat(put("a", 1, 1, INT)).isTrue();
    assertThat(put("b", 1, 1, LONG)).isFalse();

    assertThat(state.schema(1)).contains(INT);
    assertThat(state.subjects(Show.ALL)).containsExactly("a");
  }

  @Test
  void findsASchemaUnderItsOneId() {
    put("a", 1, 7, INT);
    put("b", 1, 7, INT);

    assertThat(state.id(INT)).contains(7);
    assertThat(state.nextId()).isEqualTo(8);
    assertThat(state.nextVersion("a")).isEqualTo(2);
    assertThat(state.nextVersion("c")).isEqualTo(1);
  }

  @Test
  void hidesDeletedVersionsButStillAnswersTheirIds() {
    put("a", 1, 1, INT);
    put("a", 2, 2, LONG);
    state.apply(new LogEntry.SubjectDeleted("a", 1));

    assertThat(state.versions("a", Show.LIVE)).extracting(Registered::version).containsExactly(2);
    assertThat(state.versions("a", Show.DELETED))
        .extracting(Registered::version)
        .containsExactly(1);
    assertThat(state.schema(1)).contains(INT);
  }

  @Test
  void forgetsAnIdWithItsLastVersionOnly() {
    put("a", 1, 1, INT);
    put("b", 1, 1, INT);

    state.apply(new LogEntry.Removed("a", 1));
    assertThat(state.schema(1)).contains(INT);

    state.apply(new LogEntry.Removed("b", 1));
    assertThat(state.schema(1)).isEmpty();
    assertThat(state.id(INT)).isEmpty();
    assertThat(state.subjects(Show.ALL)).isEmpty();
    assertThat(state.nextId()).isEqualTo(2);
  }

  @Test
  void letsASubjectsLevelWinOverTheGlobalOne() {
    assertThat(state.level("a")).isEqualTo(Level.BACKWARD);

    state.apply(new LogEntry.LevelSet(Optional.empty(), Optional.of(Level.FULL)));
    state.apply(new LogEntry.LevelSet(Optional.of("a"), Optional.of(Level.NONE)));
    assertThat(state.level("a")).isEqualTo(Level.NONE);
    assertThat(state.level("b")).isEqualTo(Level.FULL);

    state.apply(new LogEntry.LevelSet(Optional.of("a"), Optional.empty()));
    assertThat(state.level("a")).isEqualTo(Level.FULL);
  }

  private boolean put(String subject, int version, int id, SchemaText schema) {
    return state.apply(new LogEntry.Put(new Registered(subject, version, id, schema, false)));
  }
}
