// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.stores.Location;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/** Sees every change of the store in order, and objects to those that no reader may ever see. */
final class Judge {
  private final Tally tally;
  private final Map<Location, Manifest> last = new HashMap<>();
  private final Map<String, Manifest.Entry> listed = new HashMap<>();
  private final Set<String> visible = new HashSet<>();
  private AssertionError objection;

  Judge(Tally tally) {
    this.tally = tally;
  }

  /** The first objection, if there was one. */
  Optional<AssertionError> objection() {
    return Optional.ofNullable(objection);
  }

  boolean hasObjection() {
    return objection != null;
  }

  /** Objects to what a task ran into. */
  void object(Throwable e) {
    if (objection == null) {
      objection =
          e instanceof AssertionError known ? known : new AssertionError("a task failed", e);
    }
  }

  /** Where readers find what manifests list. */
  List<String> listed() {
    return listed.values().stream().map(Manifest.Entry::path).toList();
  }

  private void ruling(Runnable check) {
    try {
      check.run();
    } catch (AssertionError e) {
      object(e);
      throw e;
    }
  }

  void published(String staged, Location target, byte[] content) {
    ruling(
        () -> {
          Manifest.Entry entry = listed.get(staged);
          assertThat(entry)
              .as("%s becomes visible, so a manifest lists %s", target, staged)
              .isNotNull();
          assertThat(entry.path()).isEqualTo(target.path());
          assertThat(visible.add(target.path())).as("%s becomes visible once", target).isTrue();
          assertThat(lines(content)).as("rows of %s", target).isEqualTo(entry.rows());
        });
  }

  private static long lines(byte[] content) {
    return new String(content, StandardCharsets.UTF_8).lines().count();
  }

  void wrote(
      Location at, Manifest manifest, boolean replaced, NavigableMap<String, byte[]> objects) {
    ruling(
        () -> {
          assertThat(replaced).as("%s is written once", at).isFalse();
          Location folder = new Location(at.path().substring(0, at.path().lastIndexOf('/')));
          Manifest before = last.put(folder, manifest);
          switch (manifest.kind()) {
            case CLAIM -> claimed(at, before, manifest);
            case COMMIT -> committed(at, before, manifest, objects);
          }
        });
  }

  private static void claimed(Location at, Manifest before, Manifest claim) {
    long stood = before == null ? Manifest.NO_POSITION : before.position();
    assertThat(claim.position()).as("%s leaves the position", at).isEqualTo(stood);
  }

  private void committed(
      Location at, Manifest before, Manifest commit, NavigableMap<String, byte[]> objects) {
    tally.count(Tally.Event.COMMIT);
    long stood = before == null ? 0 : Math.max(0, before.position());
    assertThat(commit.from()).as("%s continues", at).isEqualTo(stood);
    assertThat(commit.position()).as("%s moves on", at).isGreaterThan(commit.from());
    for (Manifest.Entry file : commit.files()) {
      assertThat(objects.keySet()).as("%s lists what is staged", at).contains(file.staged());
      assertThat(listed.put(file.staged(), file)).as("%s is listed once", file).isNull();
    }
  }

  void deleted(Location gone) {
    ruling(
        () -> {
          assertThat(visible).as("what is visible stays").doesNotContain(gone.path());
          assertThat(listed.keySet())
              .as("what a manifest lists is not thrown away")
              .doesNotContain(gone.path());
        });
    tally.count(Tally.Event.LEFTOVER_SWEPT);
  }
}
