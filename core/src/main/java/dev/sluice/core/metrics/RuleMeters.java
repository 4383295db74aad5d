// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.metrics;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts how often records broke each rule of their topic's contract. */
public final class RuleMeters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuleMeters.class);

  private final Map<String, AtomicLong> broken = new LinkedHashMap<>();
  private final Map<String, ObjectName> names = new LinkedHashMap<>();

  /** Counters that nobody else sees, until they are published. */
  public RuleMeters(List<String> rules) {
    rules.forEach(rule -> broken.put(rule, new AtomicLong()));
  }

  /** Shows the counters over JMX until they are closed. */
  public RuleMeters published(String connector, int task) {
    String place =
        "sluice:type=rule,connector=" + TaskMeters.inObjectName(connector) + ",task=" + task;
    try {
      for (Map.Entry<String, AtomicLong> rule : broken.entrySet()) {
        ObjectName name = new ObjectName(place + ",rule=" + TaskMeters.inObjectName(rule.getKey()));
        names.put(rule.getKey(), name);
        publish(new RuleMeter(rule.getValue()), name);
      }
      return this;
    } catch (JMException e) {
      throw new IllegalStateException("cannot publish rules of " + connector + "-" + task, e);
    }
  }

  /** One rule's counter. */
  private record RuleMeter(AtomicLong count) implements RuleMeterMXBean {
    @Override
    public long getBrokenTotal() {
      return count.get();
    }
  }

  private static void publish(RuleMeter meter, ObjectName name) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    if (server.isRegistered(name)) {
      // A task that failed to close left it behind; the living one is the one to show.
      server.unregisterMBean(name);
    }
    server.registerMBean(meter, name);
  }

  /** Counts one record that broke a rule. */
  public void broken(String rule) {
    broken.get(rule).incrementAndGet();
  }

  /** Records that broke a rule. */
  public long count(String rule) {
    return broken.get(rule).get();
  }

  @Override
  public void close() {
    for (ObjectName name : names.values()) {
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      } catch (InstanceNotFoundException e) {
        LOG.debug("{} was replaced by a later task's", name);
      } catch (JMException e) {
        LOG.warn("Cannot withdraw {}", name, e);
      }
    }
  }
}
