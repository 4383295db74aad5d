// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All that the log has said so far. It knows neither Kafka nor HTTP: entries go in, in log order,
 * and questions are answered. Safe for use by many threads.
 */
public final class RegistryState {
  private final Map<String, TreeMap<Integer, Registered>> subjects = new TreeMap<>();
  private final TreeMap<Integer, SchemaText> schemas = new TreeMap<>();
  private final Map<SchemaText, Integer> ids = new HashMap<>();
  private final Map<Optional<String>, Level> levels = new HashMap<>();
  private final Map<Optional<String>, Mode> modes = new HashMap<>();
  private int highestId;

  /**
   * Takes the next entry of the log.
   *
   * @return false when it contradicts an earlier one (an id that already names another schema) and
   *     was left out: an id may never change its meaning, because data has been written with it
   */
  public synchronized boolean apply(LogEntry entry) {
    if (entry instanceof LogEntry.Put put) {
      return put(put.registered());
    } else if (entry instanceof LogEntry.Removed removed) {
      remove(removed.subject(), removed.version());
    } else if (entry instanceof LogEntry.SubjectDeleted deleted) {
      change(deleted.subject(), deleted.upTo(), Registered::asDeleted);
    } else if (entry instanceof LogEntry.LevelSet set) {
      levels.compute(set.subject(), (subject, old) -> set.level().orElse(null));
    } else if (entry instanceof LogEntry.ModeSet set) {
      modes.compute(set.subject(), (subject, old) -> set.mode().orElse(null));
    }
    return true;
  }

  /** The schema that an id names, softly deleted ones included. */
  public synchronized Optional<SchemaText> schema(int id) {
    return Optional.ofNullable(schemas.get(id));
  }

  /** The id of a schema under whatever subject. */
  public synchronized Optional<Integer> id(SchemaText schema) {
    return Optional.ofNullable(ids.get(schema));
  }

  /** The id that the next new schema gets: above every id ever seen. */
  public synchronized int nextId() {
    return highestId + 1;
  }

  public synchronized int highestId() {
    return highestId;
  }

  /** The number that the next version of a subject gets, from 1. */
  public synchronized int nextVersion(String subject) {
    return subjects.containsKey(subject) ? subjects.get(subject).lastKey() + 1 : 1;
  }

  /** The names of the subjects that have such versions, sorted. */
  public synchronized List<String> subjects(Show show) {
    return subjects.entrySet().stream()
        .filter(subject -> subject.getValue().values().stream().anyMatch(show::shows))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The versions of a subject in rising order; empty when there is no such subject. */
  public synchronized List<Registered> versions(String subject, Show show) {
    return subjects.getOrDefault(subject, new TreeMap<>()).values().stream()
        .filter(show::shows)
        .toList();
  }

  public Optional<Registered> version(String subject, int version, Show show) {
    return versions(subject, show).stream().filter(one -> one.version() == version).findFirst();
  }

  public Optional<Registered> latest(String subject, Show show) {
    List<Registered> versions = versions(subject, show);
    return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
  }

  /** All versions of all subjects, by subject and version. */
  public synchronized List<Registered> all(Show show) {
    List<Registered> all = new ArrayList<>();
    subjects.values().forEach(versions -> all.addAll(versions.values()));
    all.removeIf(one -> !show.shows(one));
    return all;
  }

  /** The level set for a subject itself, or for all subjects when empty. */
  public synchronized Optional<Level> levelOf(Optional<String> subject) {
    return Optional.ofNullable(levels.get(subject));
  }

  /** The level that counts for a subject. */
  public synchronized Level level(String subject) {
    return levelOf(Optional.of(subject)).orElseGet(this::globalLevel);
  }

  public synchronized Level globalLevel() {
    return levels.getOrDefault(Optional.<String>empty(), Level.BACKWARD);
  }

  /** The mode set for a subject itself, or for all subjects when empty. */
  public synchronized Optional<Mode> modeOf(Optional<String> subject) {
    return Optional.ofNullable(modes.get(subject));
  }

  /** The mode that counts for a subject. */
  public synchronized Mode mode(String subject) {
    return globalMode() == Mode.READONLY_OVERRIDE
        ? Mode.READONLY_OVERRIDE
        : modeOf(Optional.of(subject)).orElseGet(this::globalMode);
  }

  public synchronized Mode globalMode() {
    return modes.getOrDefault(Optional.<String>empty(), Mode.READWRITE);
  }

  private boolean put(Registered registered) {
    SchemaText known = schemas.putIfAbsent(registered.id(), registered.schema());
    if (known != null && !known.equals(registered.schema())) {
      return false;
    }
    ids.putIfAbsent(registered.schema(), registered.id());
    highestId = Math.max(highestId, registered.id());
    Registered replaced =
        subjects
            .computeIfAbsent(registered.subject(), subject -> new TreeMap<>())
            .put(registered.version(), registered);
    if (replaced != null && replaced.id() != registered.id()) {
      forgetUnused(replaced);
    }
    return true;
  }

  private void remove(String subject, int version) {
    TreeMap<Integer, Registered> versions = subjects.getOrDefault(subject, new TreeMap<>());
    Registered removed = versions.remove(version);
    if (versions.isEmpty()) {
      subjects.remove(subject);
    }
    if (removed != null) {
      forgetUnused(removed);
    }
  }

  private void forgetUnused(Registered gone) {
    if (all(Show.ALL).stream().noneMatch(one -> one.id() == gone.id())) {
      schemas.remove(gone.id());
      ids.remove(gone.schema(), gone.id());
    }
  }

  private void change(String subject, int upTo, UnaryOperator<Registered> change) {
    TreeMap<Integer, Registered> versions = subjects.get(subject);
    if (versions != null) {
      versions.headMap(upTo, true).replaceAll((version, one) -> change.apply(one));
    }
  }
}
