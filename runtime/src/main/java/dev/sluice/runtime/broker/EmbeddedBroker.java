// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.broker;

import dev.sluice.runtime.StartupException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and its KRaft controller inside this process, on loopback, with its data in one
 * folder. The data survives restarts and the death of the process.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final int BIND_ATTEMPTS = 5;

  private final FolderLock lock;
  private final KafkaRaftServer server;
  private final BrokerPorts ports;

  private EmbeddedBroker(FolderLock lock, KafkaRaftServer server, BrokerPorts ports) {
    this.lock = lock;
    this.server = server;
    this.ports = ports;
  }

  /** Starts with the default settings; see {@link #start(Path, Map)}. */
  public static EmbeddedBroker start(Path folder) {
    return start(folder, Map.of());
  }

  /**
   * Starts a broker and returns when it accepts clients.
   *
   * @param folder made when missing; the log, the remembered ports and a lock live in it
   * @param overrides Kafka broker properties that win over the defaults
   * @throws StartupException when the folder is in use or unusable, or Kafka refuses to start
   */
  public static EmbeddedBroker start(Path folder, Map<String, String> overrides) {
    Path home = folder.toAbsolutePath().normalize();
    makeFolder(home);
    FolderLock lock = FolderLock.take(home);
    try {
      return start(home, overrides, lock);
    } catch (StartupException e) {
      lock.close();
      throw e;
    } catch (Exception e) {
      lock.close();
      throw new StartupException(
          "The broker did not start in "
              + home
              + ": "
              + rootOf(e).getMessage()
              + ". If the log says that the folder is damaged, start with another data folder.",
          e);
    }
  }

  /** The {@code host:port} for clients' {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + ports.broker();
  }

  /** Stops the broker in an orderly way (0.3 to 2 s) and frees the folder. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    lock.close();
  }

  private static EmbeddedBroker start(Path home, Map<String, String> overrides, FolderLock lock)
      throws Exception {
    Path log = home.resolve("log");
    formatOnce(log);
    BrokerPorts ports = BrokerPorts.choose(home);
    for (int attempt = 1; ; attempt++) {
      KafkaRaftServer server =
          new KafkaRaftServer(
              new KafkaConfig(BrokerSettings.of(log, ports, overrides), false), Time.SYSTEM);
      try {
        server.startup();
        ports.remember(home);
        LOG.info("Broker ready at 127.0.0.1:{}, data in {}", ports.broker(), home);
        return new EmbeddedBroker(lock, server, ports);
      } catch (Exception e) {
        server.shutdown();
        // a port found free a moment ago may be taken by now: that, and only that, is tried again
        if (attempt == BIND_ATTEMPTS || !(rootOf(e) instanceof BindException)) {
          throw e;
        }
        ports = BrokerPorts.free();
      }
    }
  }

  private static void makeFolder(Path home) {
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      throw new StartupException(
          "The broker did not start: the data folder "
              + home
              + " cannot be made ("
              + e
              + "). Choose a folder that this user may write.",
          e);
    }
  }

  private static void formatOnce(Path log) throws Exception {
    if (Files.exists(log.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(BrokerSettings.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
        .setMetadataLogDirectory(log.toString())
        .addDirectory(log.toString())
        .run();
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
