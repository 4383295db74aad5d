// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A sink connector that takes part.
 *
 * @param jvm options of the worker's JVM
 * @param plugins folder with one folder per plug-in
 * @param properties the connector's, without name and topics
 */
record Contender(String name, List<String> jvm, Path plugins, Map<String, String> properties) {
  static final List<String> JVM = List.of("-Xms256m", "-Xmx2g", "-XX:+UseG1GC");

  Contender {
    jvm = List.copyOf(jvm);
    properties = Map.copyOf(properties);
  }

  /** The plug-in folder of a peer; it exists if that has been built ({@code -Ppeers}). */
  static Path peer(String name) {
    return Path.of(System.getProperty("sluice.peers", "bench/target/peers"), name);
  }
}
