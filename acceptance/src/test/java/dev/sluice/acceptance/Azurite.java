// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Microsoft's emulator of Azure Storage, a process on a free port of this machine. */
final class Azurite implements AutoCloseable {
  static final String ACCOUNT = "devstoreaccount1";

  private static final String PROGRAM = "azurite-blob";

  /** The folder with the emulator's programs, if they are not on the path. */
  private static final String FOLDER = "AZURITE_BIN";

  /** Known to everybody: the emulator's own. */
  private static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private static final Pattern LISTENING = Pattern.compile(".*listens on (http://\\S+?)/?");

  private final Process process;
  private final String endpoint;

  private Azurite(Path program) throws IOException {
    this.process =
        new ProcessBuilder(
                program.toString(),
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                "0",
                "--inMemoryPersistence",
                "--skipApiVersionCheck",
                "--disableTelemetry",
                "--silent")
            .redirectErrorStream(true)
            .start();
    this.endpoint = listening() + "/" + ACCOUNT;
  }

  /** Starts it; without it on this machine the test is skipped, and says so. */
  static Azurite start() throws IOException {
    Optional<Path> program = program();
    if (program.isEmpty()) {
      System.err.println(
          "SKIPPED: tests of sinks for Azure, because "
              + PROGRAM
              + " is neither on the PATH nor in "
              + FOLDER
              + "; npm install azurite brings it");
    }
    Assumptions.assumeTrue(program.isPresent(), PROGRAM + " is not installed");
    return new Azurite(program.orElseThrow());
  }

  private static Optional<Path> program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(
            Optional.ofNullable(System.getenv(FOLDER)).stream(),
            Arrays.stream(path.split(File.pathSeparator)))
        .map(folder -> Path.of(folder).resolve(PROGRAM))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private String listening() throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    throw new IOException(PROGRAM + " has ended");
  }

  /** What a sink is told beside its own properties. */
  Map<String, String> properties() {
    return Map.of("azblob.endpoint", endpoint);
  }

  String key() {
    return KEY;
  }

  BlobContainerClient container(String name) {
    return new BlobContainerClientBuilder()
        .connectionString(
            "DefaultEndpointsProtocol=http;AccountName="
                + ACCOUNT
                + ";AccountKey="
                + KEY
                + ";BlobEndpoint="
                + endpoint
                + ";")
        .containerName(name)
        .buildClient();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
