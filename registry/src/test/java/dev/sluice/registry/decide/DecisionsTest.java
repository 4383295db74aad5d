// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Decision;
import dev.sluice.registry.state.Level;
import dev.sluice.registry.state.LogEntry;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.SchemaReference;
import dev.sluice.registry.state.SchemaText;
import dev.sluice.registry.state.Show;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Decisions taken one after the other, with no log between them and the state. */
final class DecisionsTest {
  private final RegistryState state = new RegistryState();

  @Test
  void registersOnceHoweverTheSchemaIsSpelled() {
    Registered first = register("s", "{\"type\": \"string\"}");
    Decision<Registered> second =
        new Registering(state).register("s", SchemaText.avro(" \"string\" "));

    assertThat(first.schema().text()).isEqualTo("\"string\"");
    assertThat(second.entries()).isEmpty();
    assertThat(second.answer()).isEqualTo(first);
  }

  @Test
  void givesAHiddenSchemaItsOldIdAndANewVersion() {
    Registered first = register("s", "\"int\"");
    take(new Removing(state).hideSubject("s"));

    Registered again = register("s", "\"int\"");

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.version()).isEqualTo(2);
    assertThat(state.versions("s", Show.LIVE)).containsExactly(again);
  }

  @Test
  void judgesByLiveVersionsOnly() {
    register("s", "\"string\"");
    assertThat(codeOf(() -> register("s", "\"int\""))).isEqualTo(ErrorCode.INCOMPATIBLE);

    take(new Removing(state).hideVersion("s", OptionalInt.empty()));

    assertThat(register("s", "\"int\"").version()).isEqualTo(2);
  }

  @Test
  void clearsTheLevelOfASubjectWithItsLastVersion() {
    register("s", "\"int\"");
    take(new Configuring(state).setLevel(Optional.of("s"), "full"));

    take(new Removing(state).hideVersion("s", OptionalInt.of(1)));

    assertThat(state.levelOf(Optional.of("s"))).isEmpty();
    assertThat(state.level("s")).isEqualTo(Level.BACKWARD);
  }

  @Test
  void refusesToDeleteWhatOthersReferTo() {
    register("part", "{\"type\":\"enum\",\"name\":\"Colour\",\"symbols\":[\"RED\"]}");
    SchemaText whole =
        new SchemaText(
            SchemaText.AVRO,
            "{\"type\": \"array\", \"items\": \"Colour\"}",
            List.of(new SchemaReference("Colour", "part", -1)));
    Registered user = take(new Registering(state).register("whole", whole));

    assertThat(user.schema().text()).isEqualTo("{\"type\":\"array\",\"items\":\"Colour\"}");
    assertThat(user.schema().references()).extracting(SchemaReference::version).containsExactly(1);
    assertThat(codeOf(() -> new Removing(state).hideSubject("part")))
        .isEqualTo(ErrorCode.REFERENCE_EXISTS);
    take(new Removing(state).hideSubject("whole"));
    assertThat(new Removing(state).hideSubject("part").answer()).containsExactly(1);
  }

  @Test
  void refusesAReferenceToNothing() {
    SchemaText lost =
        new SchemaText(
            SchemaText.AVRO, "\"Nothing\"", List.of(new SchemaReference("Nothing", "no", 1)));

    assertThatThrownBy(() -> new Registering(state).register("s", lost))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("Nothing in version 1 of subject 'no'");
  }

  @Test
  void refusesADefaultThatDoesNotFitItsField() {
    String wrong =
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":"
            + "[{\"name\":\"f\",\"type\":\"int\",\"default\":\"no\"}]}";

    assertThat(codeOf(() -> register("s", wrong))).isEqualTo(ErrorCode.INVALID_SCHEMA);
  }

  @Test
  void changesNothingWhileTheRegistryIsReadOnly() {
    register("s", "\"int\"");
    take(new Configuring(state).setMode(Optional.empty(), "READONLY", false));

    assertThat(codeOf(() -> register("s", "\"int\""))).isEqualTo(ErrorCode.NOT_PERMITTED);
    assertThat(codeOf(() -> new Removing(state).hideSubject("s")))
        .isEqualTo(ErrorCode.NOT_PERMITTED);
    assertThat(codeOf(() -> new Configuring(state).setLevel(Optional.empty(), "NONE")))
        .isEqualTo(ErrorCode.NOT_PERMITTED);
  }

  private Registered register(String subject, String schema) {
    return take(new Registering(state).register(subject, SchemaText.avro(schema)));
  }

  private <T> T take(Decision<T> decision) {
    for (LogEntry entry : decision.entries()) {
      assertThat(state.apply(entry)).isTrue();
    }
    return decision.answer();
  }

  private static ErrorCode codeOf(ThrowingCallable call) {
    try {
      call.call();
    } catch (RegistryException e) {
      return e.code();
    } catch (Throwable e) {
      throw new AssertionError("Another failure than the registry's", e);
    }
    throw new AssertionError("Nothing was refused");
  }
}
