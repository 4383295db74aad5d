// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.metrics.TaskMeters;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What the tasks of one connector in this process say of themselves, over JMX: they live in another
 * class loader.
 */
record TaskBeans(
    long freshnessMs, long bufferedBytes, Map<String, Long> broken, String waitingFor) {
  static TaskBeans of(String connector) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    long freshness = 0;
    long buffered = 0;
    String waiting = "";
    Map<String, Long> broken = new TreeMap<>();
    try {
      ObjectName pattern =
          new ObjectName("sluice:type=task,connector=" + TaskMeters.inObjectName(connector) + ",*");
      for (ObjectName name : server.queryNames(pattern, null)) {
        freshness = Math.max(freshness, (Long) server.getAttribute(name, "FreshnessMs"));
        buffered = Math.max(buffered, (Long) server.getAttribute(name, "BufferedBytes"));
        String one = (String) server.getAttribute(name, "WaitingFor");
        waiting = one.isEmpty() ? waiting : one;
      }
      pattern =
          new ObjectName("sluice:type=rule,connector=" + TaskMeters.inObjectName(connector) + ",*");
      for (ObjectName name : server.queryNames(pattern, null)) {
        long count = (Long) server.getAttribute(name, "BrokenTotal");
        if (count > 0) {
          broken.merge(name.getKeyProperty("rule"), count, Long::sum);
        }
      }
    } catch (JMException e) {
      waiting = "its tasks cannot be asked: " + e.getMessage();
    }
    return new TaskBeans(freshness, buffered, broken, waiting);
  }
}
