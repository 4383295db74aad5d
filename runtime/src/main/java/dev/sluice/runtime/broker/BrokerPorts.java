// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.broker;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * The two loopback ports of an embedded broker.
 *
 * <p>They are remembered in the data folder, so that clients configured by hand keep working after
 * a restart. Both are checked to be free beforehand, because KRaft needs its ports named in
 * advance.
 */
record BrokerPorts(int broker, int controller) {
  private static final String FILE = "ports.properties";

  /** The ports of the last start when both are still free, else two free ones. */
  static BrokerPorts choose(Path folder) throws IOException {
    Optional<BrokerPorts> remembered = remembered(folder);
    if (remembered.isPresent() && remembered.get().areFree()) {
      return remembered.get();
    }
    return free();
  }

  static BrokerPorts free() throws IOException {
    try (ServerSocket first = bind(0);
        ServerSocket second = bind(0)) {
      return new BrokerPorts(first.getLocalPort(), second.getLocalPort());
    }
  }

  void remember(Path folder) throws IOException {
    Properties ports = new Properties();
    ports.setProperty("broker", Integer.toString(broker));
    ports.setProperty("controller", Integer.toString(controller));
    Path fresh = folder.resolve(FILE + ".new");
    try (Writer out = Files.newBufferedWriter(fresh)) {
      ports.store(out, null);
    }
    Files.move(fresh, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
  }

  private static Optional<BrokerPorts> remembered(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties ports = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      ports.load(in);
      return Optional.of(
          new BrokerPorts(
              Integer.parseInt(ports.getProperty("broker", "")),
              Integer.parseInt(ports.getProperty("controller", ""))));
    } catch (IllegalArgumentException damaged) {
      return Optional.empty(); // a half-written file costs only the old port number
    }
  }

  private boolean areFree() {
    try (ServerSocket first = bind(broker);
        ServerSocket second = bind(controller)) {
      return first.isBound() && second.isBound();
    } catch (IOException | IllegalArgumentException taken) {
      return false;
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true); // as Kafka does: a port in TIME_WAIT is free
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException | IllegalArgumentException e) {
      socket.close();
      throw e;
    }
    return socket;
  }
}
