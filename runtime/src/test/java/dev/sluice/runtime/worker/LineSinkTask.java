// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** The task of {@link LineSinkConnector}; it does not start while the file "broken" exists. */
public final class LineSinkTask extends SinkTask {
  private Path file = Path.of("");

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void start(Map<String, String> settings) {
    file = Path.of(settings.get("file"));
    String broken = settings.getOrDefault("broken", "");
    if (!broken.isEmpty() && Files.exists(Path.of(broken))) {
      throw new ConnectException("start failed", new IOException("the disk is made of paper"));
    }
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    StringBuilder lines = new StringBuilder();
    records.forEach(
        record ->
            lines.append(new String((byte[]) record.value(), StandardCharsets.UTF_8)).append('\n'));
    try {
      Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
