// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

import java.util.Optional;

/** One change of the registry, as the log keeps it. An empty subject means all subjects. */
public sealed interface LogEntry {

  /** A version is new, or its deleted flag has changed. */
  record Put(Registered registered) implements LogEntry {}

  /** A version is gone for good. */
  record Removed(String subject, int version) implements LogEntry {}

  /** All versions up to and including one are softly deleted. */
  record SubjectDeleted(String subject, int upTo) implements LogEntry {}

  /** A subject that was softly deleted is gone for good; its versions went one by one. */
  record SubjectForgotten(String subject) implements LogEntry {}

  /** A compatibility level is set, or cleared when empty. */
  record LevelSet(Optional<String> subject, Optional<Level> level) implements LogEntry {}

  /** A mode is set, or cleared when empty. */
  record ModeSet(Optional<String> subject, Optional<Mode> mode) implements LogEntry {}
}
