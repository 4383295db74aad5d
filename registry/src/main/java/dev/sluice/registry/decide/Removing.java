// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.decide;

import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Decision;
import dev.sluice.registry.state.LogEntry;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Deletes in two steps: softly, which hides, and then for good. */
public final class Removing {
  private final RegistryState state;

  public Removing(RegistryState state) {
    this.state = state;
  }

  /** Hides all versions of a subject; answers their numbers. */
  public Decision<List<Integer>> hideSubject(String subject) {
    Writable.require(state, subject);
    List<Registered> live = state.versions(subject, Show.LIVE);
    if (live.isEmpty()) {
      throw state.versions(subject, Show.DELETED).isEmpty()
          ? RegistryException.subjectNotFound(subject)
          : new RegistryException(
              ErrorCode.SUBJECT_SOFT_DELETED,
              "Subject '"
                  + subject
                  + "' was soft deleted. Set permanent=true to delete permanently");
    }
    live.forEach(this::requireUnused);
    List<LogEntry> entries = new ArrayList<>();
    entries.add(new LogEntry.SubjectDeleted(subject, live.get(live.size() - 1).version()));
    entries.addAll(clearSettings(subject));
    return new Decision<>(entries, numbers(live));
  }

  /** Forgets a hidden subject for good; answers the numbers of its versions. */
  public Decision<List<Integer>> forgetSubject(String subject) {
    Writable.require(state, subject);
    List<Registered> all = state.versions(subject, Show.ALL);
    if (all.isEmpty()) {
      throw RegistryException.subjectNotFound(subject);
    }
    if (all.stream().anyMatch(one -> !one.deleted())) {
      throw new RegistryException(
          ErrorCode.SUBJECT_NOT_SOFT_DELETED,
          "Subject '" + subject + "' was not deleted first before being permanently deleted");
    }
    all.forEach(this::requireUnused);
    List<LogEntry> entries = new ArrayList<>();
    all.forEach(one -> entries.add(new LogEntry.Removed(subject, one.version())));
    entries.add(new LogEntry.SubjectForgotten(subject));
    return new Decision<>(entries, numbers(all));
  }

  /**
   * Hides one version.
   *
   * @param version empty for the latest
   */
  public Decision<Integer> hideVersion(String subject, OptionalInt version) {
    Writable.require(state, subject);
    Registered target = target(subject, version, Show.LIVE);
    if (target.deleted()) {
      throw new RegistryException(
          ErrorCode.VERSION_SOFT_DELETED,
          "Subject '"
              + subject
              + "' Version "
              + target.version()
              + " was soft deleted. Set permanent=true to delete permanently");
    }
    requireUnused(target);
    List<LogEntry> entries = new ArrayList<>();
    entries.add(new LogEntry.Put(target.asDeleted()));
    if (state.versions(subject, Show.LIVE).size() == 1) {
      entries.addAll(clearSettings(subject));
    }
    return new Decision<>(entries, target.version());
  }

  /**
   * Forgets one hidden version for good.
   *
   * @param version empty for the latest
   */
  public Decision<Integer> forgetVersion(String subject, OptionalInt version) {
    Writable.require(state, subject);
    Registered target = target(subject, version, Show.ALL);
    if (!target.deleted()) {
      throw new RegistryException(
          ErrorCode.VERSION_NOT_SOFT_DELETED,
          "Subject '"
              + subject
              + "' Version "
              + target.version()
              + " was not deleted first before being permanently deleted");
    }
    requireUnused(target);
    return new Decision<>(
        List.of(new LogEntry.Removed(subject, target.version())), target.version());
  }

  private Registered target(String subject, OptionalInt version, Show latestOf) {
    if (state.versions(subject, Show.ALL).isEmpty()) {
      throw RegistryException.subjectNotFound(subject);
    }
    return (version.isPresent()
            ? state.version(subject, version.getAsInt(), Show.ALL)
            : state.latest(subject, latestOf))
        .orElseThrow(
            () ->
                RegistryException.versionNotFound(
                    version.isPresent() ? Integer.toString(version.getAsInt()) : "latest"));
  }

  private void requireUnused(Registered target) {
    List<Integer> users = new References(state).idsOfUsers(target.subject(), target.version());
    if (!users.isEmpty()) {
      throw new RegistryException(
          ErrorCode.REFERENCE_EXISTS,
          "Subject '"
              + target.subject()
              + "' Version "
              + target.version()
              + " is used by the schemas with the ids "
              + users
              + ". Delete those first.");
    }
  }

  private List<LogEntry> clearSettings(String subject) {
    Optional<String> key = Optional.of(subject);
    List<LogEntry> entries = new ArrayList<>();
    if (state.modeOf(key).isPresent()) {
      entries.add(new LogEntry.ModeSet(key, Optional.empty()));
    }
    if (state.levelOf(key).isPresent()) {
      entries.add(new LogEntry.LevelSet(key, Optional.empty()));
    }
    return entries;
  }

  private static List<Integer> numbers(List<Registered> versions) {
    return versions.stream().map(Registered::version).toList();
  }
}
