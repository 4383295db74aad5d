// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Answers {@code ${process:NAME}} in connector properties with a value of the process that runs the
 * task. Connector properties are shared by all workers of a pipeline, and each of them has an
 * embedded registry of its own.
 */
public final class ProcessConfigProvider implements ConfigProvider {
  /** What stands for the address of the embedded schema registry. */
  static final String REGISTRY_URL = "schema.registry.url";

  private static final Map<String, String> VALUES = new ConcurrentHashMap<>();

  static void set(String name, String value) {
    VALUES.put(name, value);
  }

  /** How connector properties refer to a value. */
  static String reference(String name) {
    return "${process:" + name + "}";
  }

  /** Properties that make a worker know this provider. */
  static Map<String, String> workerProperties() {
    return Map.of(
        "config.providers",
        "process",
        "config.providers.process.class",
        ProcessConfigProvider.class.getName());
  }

  @Override
  public ConfigData get(String path) {
    return new ConfigData(Map.copyOf(VALUES));
  }

  @Override
  public ConfigData get(String path, Set<String> keys) {
    Map<String, String> found = new HashMap<>(VALUES);
    found.keySet().retainAll(keys);
    return new ConfigData(found);
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
