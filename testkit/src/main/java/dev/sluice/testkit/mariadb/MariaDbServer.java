// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.mariadb;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The MariaDB that is installed on this machine, as a process on a free port of loopback, with data
 * of its own. Its settings are those that could do harm: another time zone, no strictness, texts
 * that are equal whatever their case, so that a client has to see to its own.
 */
public final class MariaDbServer implements AutoCloseable {
  private static final String SERVER = "mariadbd";
  private static final String INSTALLER = "mariadb-install-db";

  /** Where Debian puts servers, whether or not that is on the path. */
  private static final String SERVERS = "/usr/sbin";

  private static final String DATABASE = "sluice";
  private static final String USER = "sluice";
  private static final String PASSWORD = "secret";
  private static final int START_SECONDS = 60;

  private final Path folder;
  private final Process process;
  private final Thread killer;
  private final int port;

  private MariaDbServer(Path server, Path folder, List<String> options)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.port = freePort();
    Path init = folder.resolve("init.sql");
    Files.writeString(
        init,
        """
        CREATE DATABASE IF NOT EXISTS %1$s;
        CREATE USER IF NOT EXISTS %2$s@localhost IDENTIFIED BY '%3$s';
        GRANT ALL ON *.* TO %2$s@localhost;
        """
            .formatted(DATABASE, USER, PASSWORD));
    this.process =
        new ProcessBuilder(command(server, init, options))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    this.killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    awaitStart();
  }

  private List<String> command(Path server, Path init, List<String> options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                server.toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + folder.resolve("data"),
                "--socket=" + folder.resolve("s"),
                "--pid-file=" + folder.resolve("pid"),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--init-file=" + init,
                "--innodb-buffer-pool-size=64M",
                "--innodb-flush-log-at-trx-commit=0",
                "--default-time-zone=-05:00",
                "--sql-mode=",
                "--character-set-server=latin1"));
    command.addAll(options);
    return command;
  }

  /**
   * Starts it; empty, after a line that says so, where it is not installed.
   *
   * @param options further ones of the server, {@code --name=value}
   */
  public static Optional<MariaDbServer> start(String... options)
      throws IOException, InterruptedException {
    Optional<Path> server = program(SERVER);
    Optional<Path> installer = program(INSTALLER);
    if (server.isEmpty() || installer.isEmpty()) {
      System.err.println(
          "SKIPPED: tests on MariaDB, because "
              + SERVER
              + " or "
              + INSTALLER
              + " is not on the PATH; apt-get install mariadb-server brings them");
      return Optional.empty();
    }
    Path folder = Files.createTempDirectory("sluice-mariadb");
    install(installer.get(), folder);
    return Optional.of(new MariaDbServer(server.get(), folder, List.of(options)));
  }

  private static Optional<Path> program(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of(SERVERS))
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void install(Path installer, Path folder)
      throws IOException, InterruptedException {
    Path log = folder.resolve("install.log");
    List<String> command = new ArrayList<>(List.of(installer.toString(), "--no-defaults"));
    command.add("--user=" + System.getProperty("user.name"));
    command.add("--datadir=" + folder.resolve("data"));
    command.add("--auth-root-authentication-method=normal");
    command.add("--skip-test-db");
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException(INSTALLER + " failed: " + Files.readString(log));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitStart() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!isListening()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException(
            SERVER + " did not start: " + Files.readString(folder.resolve("log")));
      }
      Thread.sleep(50);
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The address of its empty database, without user and password. */
  public String url() {
    return "jdbc:mariadb://127.0.0.1:" + port + "/" + DATABASE + "?sslMode=disable";
  }

  /** Who may do everything. */
  public String user() {
    return USER;
  }

  public String password() {
    return PASSWORD;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Runtime.getRuntime().removeShutdownHook(killer);
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
