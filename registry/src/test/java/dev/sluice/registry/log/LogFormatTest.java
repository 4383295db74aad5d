// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.registry.state.Level;
import dev.sluice.registry.state.LogEntry;
import dev.sluice.registry.state.Mode;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.SchemaReference;
import dev.sluice.registry.state.SchemaText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LogFormatTest {
  private static final Registered ONE =
      new Registered("orders-value", 2, 7, SchemaText.avro("\"int\""), false);

  @Test
  void spellsRecordsAsConfluentDoes() {
    assertThat(LogWriterFormat.encode(new LogEntry.Put(ONE)))
        .isEqualTo(
            new LogRecord(
                "{\"keytype\":\"SCHEMA\",\"subject\":\"orders-value\",\"version\":2,\"magic\":1}",
                "{\"subject\":\"orders-value\",\"version\":2,\"id\":7,"
                    + "\"schema\":\"\\\"int\\\"\",\"deleted\":false}"));
    assertThat(LogWriterFormat.encode(new LogEntry.SubjectDeleted("s", 3)))
        .isEqualTo(
            new LogRecord(
                "{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"s\",\"magic\":0}",
                "{\"subject\":\"s\",\"version\":3}"));
    assertThat(
            LogWriterFormat.encode(
                new LogEntry.LevelSet(Optional.empty(), Optional.of(Level.FULL))))
        .isEqualTo(
            new LogRecord(
                "{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0}",
                "{\"compatibilityLevel\":\"FULL\"}"));
    assertThat(
            LogWriterFormat.encode(
                new LogEntry.ModeSet(Optional.of("s"), Optional.of(Mode.READONLY))))
        .isEqualTo(
            new LogRecord(
                "{\"keytype\":\"MODE\",\"subject\":\"s\",\"magic\":0}", "{\"mode\":\"READONLY\"}"));
  }

  static List<LogEntry> entries() {
    SchemaText referring =
        new SchemaText(
            "JSON", "{\"a\":\"ä\"}", List.of(new SchemaReference("n", "other subject", 3)));
    return List.of(
        new LogEntry.Put(ONE),
        new LogEntry.Put(new Registered("quo\"te", 1, 1, referring, true)),
        new LogEntry.Removed("s", 4),
        new LogEntry.SubjectDeleted("s", 3),
        new LogEntry.LevelSet(Optional.of("s"), Optional.of(Level.NONE)),
        new LogEntry.LevelSet(Optional.empty(), Optional.empty()),
        new LogEntry.ModeSet(Optional.of("s"), Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void readsBackWhatItWrites(LogEntry entry) throws Exception {
    LogRecord record = LogWriterFormat.encode(entry);

    assertThat(LogReaderFormat.decode(record.key(), record.value())).contains(entry);
  }

  @Test
  void passesOverKindsItDoesNotKnow() throws Exception {
    assertThat(LogReaderFormat.decode("{\"keytype\":\"NOOP\",\"magic\":0}", null)).isEmpty();
    assertThat(LogReaderFormat.decode("{\"keytype\":\"CONTEXT\",\"magic\":0}", "{}")).isEmpty();
  }

  @Test
  void refusesWhatNoRegistryWrites() {
    assertThatThrownBy(() -> LogReaderFormat.decode("no JSON", null))
        .isInstanceOf(CorruptRecordException.class);
    assertThatThrownBy(
            () ->
                LogReaderFormat.decode(
                    "{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":1}", "{\"id\":1}"))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("schema");
  }
}
