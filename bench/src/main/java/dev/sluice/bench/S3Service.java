// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An S3 service over a folder, in a process of its own, with one bucket. */
final class S3Service implements AutoCloseable {
  private static final String BUCKET = "lake";

  private final Process process;
  private final Path folder;
  private final URI url;

  private S3Service(Process process, Path folder, URI url) {
    this.process = process;
    this.folder = folder;
    this.url = url;
  }

  /** Starts it over an empty folder. */
  static S3Service start(Path folder) throws IOException {
    Files.createDirectories(folder.resolve(BUCKET));
    Path built = Path.of(System.getProperty("sluice.s3", "testkit/s3/target"));
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-cp",
                built.resolve("classes") + ":" + built.resolve("lib") + "/*",
                "dev.sluice.testkit.s3.S3Server",
                folder.toString())
            .redirectError(folder.resolveSibling("s3.log").toFile())
            .start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      throw new IOException("the S3 service did not start; see " + folder.resolveSibling("s3.log"));
    }
    return new S3Service(process, folder, URI.create(line));
  }

  URI url() {
    return url;
  }

  /** What a table under {@code prefix} is told, if it asks at {@code endpoint}. */
  Map<String, String> properties(String prefix, URI endpoint) {
    Map<String, String> properties = new HashMap<>();
    properties.put("location", "s3://" + BUCKET + "/" + prefix);
    properties.put("store.url", endpoint.toString());
    properties.put("s3.region", "eu-central-1");
    properties.put("aws.access.key.id", "key");
    properties.put("aws.secret.access.key", "secret");
    return properties;
  }

  /** Where the service keeps the objects under {@code prefix}. */
  Path objects(String prefix) {
    return folder.resolve(BUCKET).resolve(prefix);
  }

  /** CPU seconds that the service has spent. */
  double cpu() {
    return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
