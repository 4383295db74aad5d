// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.decoders.DecoderSettings;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.runtime.pipeline.PipelineFile.Emitted;
import dev.sluice.streams.sql.EmitHeader;
import dev.sluice.streams.sql.Join;
import dev.sluice.streams.sql.QueryReader;
import dev.sluice.streams.sql.StreamQuery;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What can be said of an emitted view before the columns of its topics are known. */
final class EmittedChecks {
  private final Map<String, SectionValues> topics;
  private final Mistakes mistakes;

  EmittedChecks(Map<String, SectionValues> topics, Mistakes mistakes) {
    this.topics = topics;
    this.mistakes = mistakes;
  }

  /** The view, if it reads topics of the file and has a topic to go to; else it is told. */
  Optional<Emitted> emitted(
      SqlParser parser, Given.Item item, ViewDefinition view, Path file, EmitHeader header)
      throws ViewRefusal {
    StreamQuery query = QueryReader.read(parser, view);
    Optional<String> stream = topic(item, view, query.table());
    Optional<String> table = query.join().map(Join::table).flatMap(name -> topic(item, view, name));
    boolean found = stream.isPresent() && table.isPresent() == query.join().isPresent();
    if (!found
        || !isWritable(item, view, header, stream.get())
        || !hasColumns(item, view, header, stream.get())) {
      return Optional.empty();
    }
    return Optional.of(
        new Emitted(
            view.name(), file, view.sql(), header.topic(), stream.get(), table, query.isGrouped()));
  }

  private Optional<String> topic(Given.Item item, ViewDefinition view, String name) {
    Optional<String> topic = topics.keySet().stream().filter(name::equalsIgnoreCase).findFirst();
    if (topic.isEmpty()) {
      mistake(
          item,
          "view " + view.name() + " reads '" + name + "', which is no topic of this file",
          "a view that is emitted reads topics: " + String.join(", ", topics.keySet()),
          NearestName.of(name, topics.keySet())
              .map(near -> "did you mean " + near + "?")
              .orElse("add it below topics"));
    }
    return topic;
  }

  private boolean isWritable(
      Given.Item item, ViewDefinition view, EmitHeader header, String stream) {
    if (header.topic().equals(stream)) {
      mistake(
          item,
          "view " + view.name() + " is emitted to the topic that it reads",
          "it would read its own results again, without end",
          "name another topic in the line -- emit: topic NAME");
      return false;
    }
    SectionValues declared = topics.get(header.topic());
    boolean avro =
        declared == null
            || declared
                .find(PipelineSettings.TOPIC_FORMAT)
                .filter(format -> format != DecoderSettings.Format.AVRO)
                .isEmpty();
    if (!avro) {
      mistake(
          item,
          "view " + view.name() + " is emitted to topic " + header.topic() + ", which is not avro",
          "views write Avro with a registered schema",
          "set format: avro for that topic");
    }
    return avro;
  }

  private boolean hasColumns(
      Given.Item item, ViewDefinition view, EmitHeader header, String stream) {
    boolean changes =
        topics
            .get(stream)
            .find(DecoderSettings.ENVELOPE)
            .filter(envelope -> envelope == Unwrapping.Envelope.DEBEZIUM)
            .isPresent();
    if (changes) {
      mistake(
          item,
          "view " + view.name() + " reads topic " + stream + ", which holds changes of a table",
          "inside Kafka an update would be counted as one more row, and a deletion too",
          "leave out the line -- emit: and keep the view in the warehouse, over a table in mode"
              + " upsert");
      return false;
    }
    boolean json =
        topics
            .get(stream)
            .find(PipelineSettings.TOPIC_FORMAT)
            .filter(format -> format == DecoderSettings.Format.JSON)
            .isPresent();
    if (json && header.columns().isEmpty()) {
      mistake(
          item,
          "view " + view.name() + " does not say the columns of topic " + stream,
          "its values are JSON, which has no schema",
          "add a line such as -- columns: order_id BIGINT, ordered_at TIMESTAMP");
      return false;
    }
    return true;
  }

  private void mistake(Given.Item item, String what, String why, String now) {
    mistakes.add(item.at(), PipelineSettings.VIEWS.name(), what, why, now);
  }
}
