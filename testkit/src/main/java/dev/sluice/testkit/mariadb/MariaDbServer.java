// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.mariadb;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The MariaDB or MySQL that is installed on this machine, as a process on a free port of loopback,
 * with data of its own. Its settings are those that could do harm: another time zone, no
 * strictness, texts that are equal whatever their case, so that a client has to see to its own.
 */
public final class MariaDbServer implements AutoCloseable {
  /** Where Debian puts servers, whether or not that is on the path. */
  private static final String SERVERS = "/usr/sbin";

  private static final String DATABASE = "sluice";
  private static final String USER = "sluice";
  private static final String PASSWORD = "secret";
  private static final int START_SECONDS = 60;

  private static final Map<Kind, Optional<MariaDbServer>> SHARED = new EnumMap<>(Kind.class);

  private final Path folder;
  private final Kind kind;
  private final Process process;
  private final Thread killer;
  private final int port;

  private MariaDbServer(Kind kind, Path server, Path folder, List<String> options)
      throws IOException, InterruptedException {
    this.kind = kind;
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
    this.killer = new Thread(this::killAndDelete);
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
    command.addAll(kind.options());
    command.addAll(options);
    return command;
  }

  /**
   * Starts one; empty, after a line that says so, where it is not installed.
   *
   * @param options further ones of the server, {@code --name=value}
   */
  public static Optional<MariaDbServer> start(Kind kind, String... options)
      throws IOException, InterruptedException {
    Optional<Path> server = kind.server();
    Optional<Path> installer = kind.installer();
    if (server.isEmpty() || installer.isEmpty()) {
      System.err.println("SKIPPED: tests on " + kind.title + ", because " + kind.absent);
      return Optional.empty();
    }
    Path folder = Files.createTempDirectory("sluice-" + kind.name().toLowerCase(Locale.ROOT));
    kind.install(installer.get(), folder);
    return Optional.of(new MariaDbServer(kind, server.get(), folder, List.of(options)));
  }

  /** The one that all tests of this process share; it goes with the process. */
  public static synchronized Optional<MariaDbServer> shared(Kind kind)
      throws IOException, InterruptedException {
    if (!SHARED.containsKey(kind)) {
      SHARED.put(kind, start(kind));
    }
    return SHARED.get(kind);
  }

  /** The two products, which speak one protocol. */
  public enum Kind {
    MARIADB(
        "MariaDB",
        "jdbc:mariadb:",
        "",
        "mariadbd or mariadb-install-db is not on the PATH; apt-get install mariadb-server brings"
            + " them") {
      @Override
      Optional<Path> server() {
        return programs("mariadbd").findFirst();
      }

      @Override
      Optional<Path> installer() {
        return programs("mariadb-install-db").findFirst();
      }

      @Override
      List<String> options() {
        return List.of();
      }

      @Override
      List<String> installing() {
        return List.of("--auth-root-authentication-method=normal", "--skip-test-db");
      }
    },
    MYSQL(
        "MySQL",
        "jdbc:mysql:",
        "&allowPublicKeyRetrieval=true",
        "no mysqld of MySQL is on the PATH; .ci/run shows where Debian has one") {
      /** MariaDB's server goes by this name, too. */
      @Override
      Optional<Path> server() {
        return programs("mysqld").filter(program -> !says(program).contains("MariaDB")).findFirst();
      }

      @Override
      Optional<Path> installer() {
        return server();
      }

      /** No files of the server's own, and not the protocol that nobody asks for. */
      @Override
      List<String> options() {
        return List.of("--local-infile=1", "--secure-file-priv=NULL", "--mysqlx=OFF");
      }

      @Override
      List<String> installing() {
        return List.of("--initialize-insecure");
      }
    };

    private final String title;
    private final String prefix;
    private final String parameters;
    private final String absent;

    Kind(String title, String prefix, String parameters, String absent) {
      this.title = title;
      this.prefix = prefix;
      this.parameters = parameters;
      this.absent = absent;
    }

    abstract Optional<Path> server();

    /** What makes the files of a new server. */
    abstract Optional<Path> installer();

    /** Of the server. */
    abstract List<String> options();

    /** Of the installer. */
    abstract List<String> installing();

    void install(Path installer, Path folder) throws IOException, InterruptedException {
      Path log = folder.resolve("install.log");
      List<String> command = new ArrayList<>(List.of(installer.toString(), "--no-defaults"));
      command.add("--user=" + System.getProperty("user.name"));
      command.add("--datadir=" + folder.resolve("data"));
      command.addAll(installing());
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IOException(installer + " failed: " + Files.readString(log));
      }
    }

    private static Stream<Path> programs(String name) {
      String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
      return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of(SERVERS))
          .map(folder -> Path.of(folder).resolve(name))
          .filter(Files::isExecutable);
    }

    private static String says(Path program) {
      try {
        Process process = new ProcessBuilder(program.toString(), "--version").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
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
            kind.title + " did not start: " + Files.readString(folder.resolve("log")));
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
    return kind.prefix
        + "//127.0.0.1:"
        + port
        + "/"
        + DATABASE
        + "?sslMode=disable"
        + kind.parameters;
  }

  /** The same address for MariaDB's driver, which speaks to both and knows one name. */
  public String driverUrl() {
    return url().replace(kind.prefix, Kind.MARIADB.prefix);
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
    delete();
  }

  private void killAndDelete() {
    try {
      process.destroyForcibly().waitFor();
      delete();
    } catch (IOException | InterruptedException e) {
      System.err.println("Files are left in " + folder + ": " + e);
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
