// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An S3 service with one bucket, outside the process under test; its objects are files here. */
final class S3 implements AutoCloseable {
  private static final String BUCKET = "lake";

  private final Path folder;
  private final Process process;
  private final String url;

  private S3(Path folder, Process process, String url) {
    this.folder = folder;
    this.process = process;
    this.url = url;
  }

  static S3 start(Path folder) throws IOException {
    Files.createDirectories(folder.resolve(BUCKET));
    Path target = Path.of("..", "testkit", "s3", "target").toAbsolutePath().normalize();
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                "dev.sluice.testkit.s3.S3Server",
                folder.toString())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String url = out.readLine();
    if (url == null || !url.startsWith("http://")) {
      throw new IOException(
          "no S3 service: " + url + "\n" + Files.readString(folder.resolve("errors.txt")));
    }
    return new S3(folder, process, url);
  }

  /** What a user sets to reach it. */
  Map<String, String> properties() {
    return Map.of(
        "store.url", url,
        "s3.region", "us-east-1",
        "aws.access.key.id", "key",
        "aws.secret.access.key", "secret");
  }

  String bucket() {
    return BUCKET;
  }

  /** Where the bucket's objects are as files. */
  Path objects() {
    return folder.resolve(BUCKET);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
