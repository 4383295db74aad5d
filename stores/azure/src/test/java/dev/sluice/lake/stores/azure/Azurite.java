// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import com.azure.storage.blob.BlobContainerClient;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Store;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Microsoft's emulator of Azure Storage, a process on a free port of this machine. */
final class Azurite implements AutoCloseable {
  private static final String PROGRAM = "azurite-blob";

  /** The folder with the emulator's programs, if they are not on the path. */
  private static final String FOLDER = "AZURITE_BIN";

  private static final String ACCOUNT = "devstoreaccount1";

  /** Known to everybody: the emulator's own. */
  private static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private static final Pattern LISTENING = Pattern.compile(".*listens on (http://\\S+?)/?");

  private final Process process;
  private final Thread killer;
  private final URI url;
  private final AtomicInteger containers = new AtomicInteger();

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
    this.killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    this.url = listening();
  }

  /** Starts it; without it on this machine the test is skipped, and says so. */
  static Azurite start() throws IOException {
    Optional<Path> program = program();
    if (program.isEmpty()) {
      System.err.println(
          "SKIPPED: tests of the store on Azure, because "
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

  private URI listening() throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.matches()) {
        return URI.create(matcher.group(1));
      }
    }
    throw new IOException(PROGRAM + " has ended");
  }

  URI url() {
    return url;
  }

  /** What a user sets to reach it. */
  Map<String, String> properties() {
    return properties(url);
  }

  /** What a user sets to reach it by another way. */
  Map<String, String> properties(URI by) {
    Map<String, String> properties = new HashMap<>();
    properties.put(AzureSettings.ENDPOINT.name(), by + "/" + ACCOUNT);
    properties.put(AzureSettings.ACCOUNT_KEY.name(), KEY);
    return properties;
  }

  /** The location of a container that no other test uses. */
  String newContainer() {
    String location = "abfss://container-" + containers.incrementAndGet() + "@" + ACCOUNT;
    container(location).create();
    return location;
  }

  /** A client of Microsoft's for what the store cannot do, or shows to nobody. */
  BlobContainerClient container(String location) {
    return new Connection(new Settings(properties()), Container.of(location)).patient();
  }

  Store open(String location) {
    return new AzureStoreProvider().open(location, new Settings(properties()));
  }

  @Override
  public void close() throws InterruptedException {
    Runtime.getRuntime().removeShutdownHook(killer);
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
