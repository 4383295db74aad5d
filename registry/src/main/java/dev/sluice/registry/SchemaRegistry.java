// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry;

import dev.sluice.registry.failure.RegistryStartException;
import dev.sluice.registry.http.RegistryServer;
import dev.sluice.registry.log.SchemaLog;
import dev.sluice.registry.log.TopicLog;
import java.net.InetSocketAddress;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry inside this process, with the REST interface and the topic format of
 * Confluent's. Any number of them may share a topic; each answers everything, and they agree within
 * milliseconds.
 */
public final class SchemaRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);

  private final SchemaLog log;
  private final RegistryServer server;

  private SchemaRegistry(SchemaLog log, RegistryServer server) {
    this.log = log;
    this.server = server;
  }

  /**
   * Reads the topic and listens; returns when requests are answered.
   *
   * @throws RegistryStartException when the topic or the address cannot be used
   */
  public static SchemaRegistry start(RegistrySettings settings) {
    SchemaLog log = TopicLog.open(settings.bootstrapServers(), settings.topic(), settings.client());
    try {
      RegistryServer server =
          RegistryServer.start(
              new InetSocketAddress(settings.host(), settings.port()), log, settings.topic());
      LOG.info("Schema registry ready at {}, topic {}", server.url(), settings.topic());
      return new SchemaRegistry(log, server);
    } catch (RegistryStartException e) {
      log.close();
      throw e;
    }
  }

  /** The base address for clients' {@code schema.registry.url}. */
  public URI url() {
    return server.url();
  }

  @Override
  public void close() {
    server.close();
    log.close();
  }
}
