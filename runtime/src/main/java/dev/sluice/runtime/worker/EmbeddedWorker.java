// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import dev.sluice.runtime.StartupException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.distributed.DistributedHerder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A distributed Kafka Connect worker inside this process. Workers of several processes with the
 * same pipeline and Kafka form one group and share its tasks.
 */
public final class EmbeddedWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedWorker.class);
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration ASK_EVERY = Duration.ofMillis(50);

  private final Connect<DistributedHerder> connect;
  private final URI restUrl;
  private final ConnectClient client;

  private EmbeddedWorker(Connect<DistributedHerder> connect) {
    this.connect = connect;
    this.restUrl = connect.rest().serverUrl();
    this.client = new ConnectClient(restUrl);
  }

  /**
   * Starts a worker and returns when it has joined its group and takes requests.
   *
   * @throws StartupException when Kafka cannot be reached, a setting is wrong, or the worker is not
   *     ready within a minute
   */
  public static EmbeddedWorker start(WorkerSettings settings) {
    EmbeddedWorker worker = new EmbeddedWorker(launch(settings));
    try {
      worker.awaitReady(settings);
    } catch (StartupException e) {
      worker.close();
      throw e;
    }
    LOG.info("Connect worker ready at {}", worker.restUrl);
    return worker;
  }

  /** Where Connect's REST interface listens. */
  public URI restUrl() {
    return restUrl;
  }

  /** {@code host:port} by which this worker is named in the states of its tasks. */
  public String workerId() {
    URI advertised = connect.rest().advertisedUrl();
    return advertised.getHost() + ":" + advertised.getPort();
  }

  public ConnectClient client() {
    return client;
  }

  /** See {@link ConnectClient#apply}. */
  public Applied apply(Map<String, Map<String, String>> connectors) {
    return client.apply(connectors);
  }

  /** Stops tasks after a last flush, leaves the group, and waits for it (2 to 3 s). */
  @Override
  public void close() {
    connect.stop();
    connect.awaitStop();
  }

  /**
   * Without Connect's own hook on the JVM's end: it would stop the worker beside whoever stops this
   * process part by part, and the second of two stops does not wait for the first.
   */
  private static Connect<DistributedHerder> launch(WorkerSettings settings) {
    Exit.setShutdownHookAdder((name, runnable) -> LOG.debug("No hook {}", name));
    try {
      return new ConnectDistributed().startConnect(settings.properties());
    } catch (KafkaException e) {
      throw new StartupException(
          "The Connect worker of pipeline '"
              + settings.pipeline()
              + "' did not start: "
              + e.getMessage()
              + ". Check that Kafka answers at "
              + settings.bootstrapServers()
              + " and the worker's settings.",
          e);
    } finally {
      Exit.resetShutdownHookAdder();
    }
  }

  /** The first request that needs the group's state is answered once the worker has joined. */
  private void awaitReady(WorkerSettings settings) {
    long giveUp = System.nanoTime() + READY_WITHIN.toNanos();
    ConnectRest rest = new ConnectRest(restUrl);
    while (true) {
      try {
        rest.get("/health");
        return;
      } catch (ConnectRefusal notYet) {
        if (System.nanoTime() > giveUp) {
          throw new StartupException(
              "The Connect worker of pipeline '"
                  + settings.pipeline()
                  + "' was not ready after "
                  + READY_WITHIN.toSeconds()
                  + " s: "
                  + notYet.getMessage()
                  + ". Usually its group waits for a lost member, or its internal topics cannot be"
                  + " made; look at the log and start again.",
              notYet);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(ASK_EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("Interrupted while the Connect worker started", e);
    }
  }
}
