// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.metrics.TaskMeters;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What the tasks of one connector in this process say of themselves, over JMX: they live in another
 * class loader.
 */
record TaskBeans(long freshnessMs, long bufferedBytes, String waitingFor) {
  static TaskBeans of(String connector) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    long freshness = 0;
    long buffered = 0;
    String waiting = "";
    try {
      ObjectName pattern =
          new ObjectName("sluice:type=task,connector=" + TaskMeters.inObjectName(connector) + ",*");
      for (ObjectName name : server.queryNames(pattern, null)) {
        freshness = Math.max(freshness, (Long) server.getAttribute(name, "FreshnessMs"));
        buffered = Math.max(buffered, (Long) server.getAttribute(name, "BufferedBytes"));
        String one = (String) server.getAttribute(name, "WaitingFor");
        waiting = one.isEmpty() ? waiting : one;
      }
    } catch (JMException e) {
      waiting = "its tasks cannot be asked: " + e.getMessage();
    }
    return new TaskBeans(freshness, buffered, waiting);
  }
}
