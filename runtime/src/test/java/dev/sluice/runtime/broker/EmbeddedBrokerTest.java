// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.runtime.Records;
import dev.sluice.runtime.StartupException;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedBrokerTest {
  @TempDir private Path folder;

  @Test
  void keepsRecordsAndPortAcrossARestart() throws Exception {
    String first;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      first = broker.bootstrapServers();
      Records.write(first, "orders", "a", "b");
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      assertThat(broker.bootstrapServers()).isEqualTo(first);
      Records.write(first, "orders", "c");
      assertThat(Records.read(first, "orders")).containsExactly("a", "b", "c");
    }
  }

  @Test
  void takesAnotherPortWhenItsOwnIsTaken() throws Exception {
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      port = portOf(broker);
      Records.write(broker.bootstrapServers(), "orders", "a");
    }
    try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      assertThat(portOf(broker)).isNotEqualTo(squatter.getLocalPort());
      assertThat(Records.read(broker.bootstrapServers(), "orders")).containsExactly("a");
    }
  }

  @Test
  void refusesASecondStartInOneFolder() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      String ports = Files.readString(folder.resolve("ports.properties"));
      long self = ProcessHandle.current().pid();
      assertThatThrownBy(() -> EmbeddedBroker.start(folder))
          .isInstanceOf(StartupException.class)
          .hasMessageContainingAll(
              folder.toString(), "process, " + self, "Stop that process, or start");

      Process other = BrokerProcess.start(folder);
      try (BufferedReader output = BrokerProcess.output(other)) {
        assertThat(output.lines().collect(Collectors.joining("\n")))
            .contains("is already open in process " + self);
        assertThat(other.waitFor()).isNotZero();
      } finally {
        other.destroyForcibly();
      }
      assertThat(folder.resolve("ports.properties")).hasContent(ports);
      Records.write(broker.bootstrapServers(), "orders", "still here");
    }
  }

  @Test
  void keepsRecordsAndPortWhenItsProcessIsKilled() throws Exception {
    Process victim = BrokerProcess.start(folder);
    String address;
    try (BufferedReader output = BrokerProcess.output(victim)) {
      address =
          output.lines().filter(line -> line.startsWith("127.0.0.1:")).findFirst().orElseThrow();
      Records.write(address, "orders", "a", "b");
    } finally {
      victim.destroyForcibly().waitFor();
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      assertThat(broker.bootstrapServers()).isEqualTo(address);
      assertThat(Records.read(address, "orders")).containsExactly("a", "b");
    }
  }

  @Test
  void freesTheFolderWhenKafkaRefusesASetting() {
    assertThatThrownBy(() -> EmbeddedBroker.start(folder, Map.of("num.io.threads", "0")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("num.io.threads");
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      assertThat(portOf(broker)).isPositive();
    }
  }

  private static int portOf(EmbeddedBroker broker) {
    return Integer.parseInt(broker.bootstrapServers().substring("127.0.0.1:".length()));
  }
}
