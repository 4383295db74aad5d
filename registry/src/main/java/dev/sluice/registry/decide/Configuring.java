// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.decide;

import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Decision;
import dev.sluice.registry.state.Level;
import dev.sluice.registry.state.LogEntry;
import dev.sluice.registry.state.Mode;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.Show;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Sets levels and modes, of one subject or (empty) of all. */
public final class Configuring {
  private final RegistryState state;

  public Configuring(RegistryState state) {
    this.state = state;
  }

  public Decision<Level> setLevel(Optional<String> subject, String name) {
    requireWritable(subject);
    Level level =
        Level.named(name)
            .orElseThrow(
                () ->
                    new RegistryException(
                        ErrorCode.INVALID_LEVEL,
                        "Invalid compatibility level '"
                            + name
                            + "'. Valid values are none, backward, forward, full,"
                            + " backward_transitive, forward_transitive, and full_transitive"));
    return new Decision<>(List.of(new LogEntry.LevelSet(subject, Optional.of(level))), level);
  }

  /** Back to the default; answers the level that was set. */
  public Decision<Level> clearLevel(Optional<String> subject) {
    requireWritable(subject);
    Level old = state.levelOf(subject).orElseGet(() -> globalOr(subject, state.globalLevel()));
    return new Decision<>(List.of(new LogEntry.LevelSet(subject, Optional.empty())), old);
  }

  /**
   * Sets a mode.
   *
   * @param force whether to import even where there are schemas already
   */
  public Decision<Mode> setMode(Optional<String> subject, String name, boolean force) {
    Mode mode =
        Arrays.stream(Mode.values())
            .filter(one -> one.name().equals(name.toUpperCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    new RegistryException(
                        ErrorCode.INVALID_MODE,
                        "Invalid mode '"
                            + name
                            + "'. Valid values are "
                            + Arrays.toString(Mode.values())));
    if (mode == Mode.IMPORT && !force && !isEmpty(subject)) {
      throw new RegistryException(
          ErrorCode.NOT_PERMITTED,
          "Cannot import since found existing subjects. Delete them, or set force=true: ids that"
              + " are in use are never given another schema.");
    }
    return new Decision<>(List.of(new LogEntry.ModeSet(subject, Optional.of(mode))), mode);
  }

  private boolean isEmpty(Optional<String> subject) {
    return subject
        .map(one -> state.versions(one, Show.LIVE).isEmpty())
        .orElseGet(() -> state.subjects(Show.LIVE).isEmpty());
  }

  /** Back to the default; answers the mode that was set. */
  public Decision<Mode> clearMode(Optional<String> subject) {
    Mode old = state.modeOf(subject).orElseGet(() -> globalOr(subject, state.globalMode()));
    return new Decision<>(List.of(new LogEntry.ModeSet(subject, Optional.empty())), old);
  }

  private void requireWritable(Optional<String> subject) {
    if (subject.isPresent()) {
      Writable.require(state, subject.get());
    } else {
      Writable.requireAll(state);
    }
  }

  private static <T> T globalOr(Optional<String> subject, T global) {
    if (subject.isPresent()) {
      throw RegistryException.subjectNotFound(subject.get());
    }
    return global;
  }
}
