// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {
  private final WorkerSettings local = WorkerSettings.local("shop", "127.0.0.1:9092", List.of());

  @Test
  void namesTheGroupAndItsTopicsAfterThePipeline() {
    assertThat(local.properties())
        .containsEntry("group.id", "sluice-shop")
        .containsEntry("config.storage.topic", "sluice-shop-configs")
        .containsEntry("offset.storage.topic", "sluice-shop-offsets")
        .containsEntry("status.storage.topic", "sluice-shop-status")
        .doesNotContainKey("plugin.path");
  }

  @Test
  void letsOverridesWinAndKeepsTheOthers() {
    Map<String, String> properties =
        local.with(Map.of("consumer.max.poll.records", "7")).properties();
    assertThat(properties)
        .containsEntry("consumer.max.poll.records", "7")
        .containsEntry("session.timeout.ms", "4000");
  }

  @Test
  void joinsSeveralPluginFolders() {
    List<Path> folders = List.of(Path.of("/a"), Path.of("/b"));
    assertThat(WorkerSettings.local("shop", "127.0.0.1:9092", folders).properties())
        .containsEntry("plugin.path", "/a,/b");
  }

  @Test
  void rejectsAnIdThatIsNoTopicName() {
    assertThatThrownBy(() -> WorkerSettings.local("my shop", "127.0.0.1:9092", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("my shop");
  }
}
