// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that a pipeline needs and that are not there. */
final class Topics {
  private Topics() {}

  /** As many partitions as the topic that the view reads; of each group the newest row is kept. */
  private static NewTopic results(PipelineFile file, PipelineFile.Emitted view) {
    PipelineFile.Section stream = file.findTopic(view.stream()).orElseThrow();
    return new NewTopic(
            view.topic(),
            Math.toIntExact(stream.settings().get(PipelineSettings.TOPIC_PARTITIONS)),
            stream.settings().get(PipelineSettings.TOPIC_REPLICATION).shortValue())
        .configs(Map.of("cleanup.policy", view.grouped() ? "compact" : "delete"));
  }

  static void ensure(PipelineFile file, Map<String, String> client) {
    List<NewTopic> wanted = new ArrayList<>();
    for (PipelineFile.Section topic : file.topics()) {
      wanted.add(
          new NewTopic(
              topic.name(),
              Math.toIntExact(topic.settings().get(PipelineSettings.TOPIC_PARTITIONS)),
              topic.settings().get(PipelineSettings.TOPIC_REPLICATION).shortValue()));
    }
    short replication = wanted.get(0).replicationFactor();
    for (PipelineFile.Emitted view : file.emitted()) {
      if (wanted.stream().noneMatch(topic -> topic.name().equals(view.topic()))) {
        wanted.add(results(file, view));
      }
    }
    wanted.add(new NewTopic(ConnectorPlans.deadLetterTopic(file), 1, replication));
    try (Admin admin = Admin.create(Map.copyOf(client))) {
      Set<String> there = admin.listTopics().names().get();
      wanted.removeIf(topic -> there.contains(topic.name()));
      admin.createTopics(wanted).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new StartupException(
            "The topics of the pipeline could not be looked up or created: "
                + e.getCause().getMessage()
                + ". Check that Kafka answers at "
                + client.get("bootstrap.servers")
                + " and that topics may be created.",
            e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("Interrupted while creating topics", e);
    }
  }
}
