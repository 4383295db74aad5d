// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.metrics.TaskMeters;
import dev.sluice.decoders.contract.Contract;
import dev.sluice.decoders.contract.Objective;
import dev.sluice.runtime.pipeline.PipelineFile;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** The limits that contracts set for tables, beside the figures that are held against them. */
final class ObjectiveLimits implements AutoCloseable {
  private final List<ObjectName> beans = new ArrayList<>();

  private ObjectiveLimits() {}

  static ObjectiveLimits publish(PipelineFile file) {
    ObjectiveLimits limits = new ObjectiveLimits();
    for (PipelineFile.Section table : file.lakeTables()) {
      limits.publish(ConnectorPlans.lakeName(file, table), file.contractOf(table));
    }
    for (PipelineFile.Section table : file.warehouseTables()) {
      limits.publish(ConnectorPlans.warehouseName(file, table), file.contractOf(table));
    }
    return limits;
  }

  private void publish(String connector, Optional<Contract> contract) {
    Map<String, Integer> named = new HashMap<>();
    for (Objective objective : contract.map(Contract::objectives).orElse(List.of())) {
      // A contract may promise two things of one measure: rowCount, rowCount-2.
      int same = named.merge(objective.name(), 1, Integer::sum);
      String label = same == 1 ? objective.name() : objective.name() + "-" + same;
      try {
        ObjectName name =
            new ObjectName(
                "sluice:type=objective,connector="
                    + TaskMeters.inObjectName(connector)
                    + ",objective="
                    + TaskMeters.inObjectName(label));
        ManagementFactory.getPlatformMBeanServer()
            .registerMBean(
                new StandardMBean(new Limit(objective), ObjectiveLimitMXBean.class, true), name);
        beans.add(name);
      } catch (JMException e) {
        throw new IllegalStateException(
            "cannot publish objective " + objective.name() + " of " + connector, e);
      }
    }
  }

  private record Limit(Objective objective) implements ObjectiveLimitMXBean {
    @Override
    public long getLeast() {
      return objective.least();
    }

    @Override
    public long getMost() {
      return objective.most();
    }
  }

  @Override
  public void close() throws JMException {
    for (ObjectName bean : beans) {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(bean);
    }
  }
}
