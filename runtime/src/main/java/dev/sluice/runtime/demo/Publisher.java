// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

/** Publishes records to a topic in the background until it is closed. */
public interface Publisher extends AutoCloseable {
  /** Records handed to Kafka, malformed ones included. */
  long published();

  /** Records that cannot be read as what they should be. */
  long malformed();

  /** Stops, and waits until everything handed over has been acknowledged. */
  @Override
  void close();
}
