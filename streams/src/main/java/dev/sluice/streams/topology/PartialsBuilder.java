// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import java.util.Map;
import org.apache.kafka.streams.state.StoreBuilder;

/** Makes the {@link Partials} of a task; they have no log and no cache but themselves. */
final class PartialsBuilder implements StoreBuilder<Partials> {
  private final StreamPlan plan;

  PartialsBuilder(StreamPlan plan) {
    this.plan = plan;
  }

  @Override
  public StoreBuilder<Partials> withCachingEnabled() {
    return this;
  }

  @Override
  public StoreBuilder<Partials> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<Partials> withLoggingEnabled(Map<String, String> config) {
    throw new UnsupportedOperationException("there is nothing to restore");
  }

  @Override
  public StoreBuilder<Partials> withLoggingDisabled() {
    return this;
  }

  @Override
  public Partials build() {
    return new Partials(plan);
  }

  @Override
  public Map<String, String> logConfig() {
    return Map.of();
  }

  @Override
  public boolean loggingEnabled() {
    return false;
  }

  @Override
  public String name() {
    return Partials.STORE;
  }
}
