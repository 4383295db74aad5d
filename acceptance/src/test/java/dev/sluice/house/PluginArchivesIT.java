// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the archives that companies put on their workers. */
class PluginArchivesIT {
  private static final String WRITE = "sluice.shipped.write";

  @ParameterizedTest
  @ValueSource(strings = {"connect/lake", "connect/warehouse"})
  void shipsTheJarsOnItsList(String module) throws IOException {
    PluginArchive archive = PluginArchive.of(module);
    if (Boolean.getBoolean(WRITE)) {
      Files.write(archive.list(), archive.jars());
    }
    assertThat(archive.jars())
        .as(
            "%s differs from what the archive of %s contains; if that is meant, write it again:"
                + " mvn verify -pl acceptance -am -Dtest=NONE"
                + " -Dit.test=PluginArchivesIT -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dfailsafe.failIfNoSpecifiedTests=false -D%s=true",
            archive.list(), module, WRITE)
        .isEqualTo(Files.exists(archive.list()) ? Files.readAllLines(archive.list()) : List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect/lake", "connect/warehouse"})
  void containsNoClassInTwoVersions(String module) throws IOException {
    Map<String, Map<Long, List<String>>> classes = PluginArchive.of(module).classes();
    assertThat(classes).hasSizeGreaterThan(1_000);
    // Parquet's jars each bring the same copy of a library under a name of their own: no harm.
    classes.values().removeIf(contents -> contents.size() == 1);
    assertThat(classes).as("classes that jars of %s disagree about", module).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect/lake", "connect/warehouse"})
  void tellsItsVersion(String module) throws IOException {
    assertThat(PluginArchive.of(module).ownVersions())
        .hasSizeGreaterThan(3)
        .allMatch(version -> version.matches("\\d+\\.\\d+\\.\\d+.*"));
  }
}
